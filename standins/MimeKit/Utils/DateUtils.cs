using System.Globalization;

namespace MimeKit.Utils;

public static class DateUtils
{
    /// <summary>RFC 5322 section 3.3, with the numeric zone.</summary>
    public static string FormatDate(DateTimeOffset date)
    {
        var zone = (date.Offset < TimeSpan.Zero ? "-" : "+") + date.Offset.ToString("hhmm", CultureInfo.InvariantCulture);
        return date.ToString("ddd, dd MMM yyyy HH:mm:ss ", CultureInfo.InvariantCulture) + zone;
    }
}
