using System.Globalization;
using EmailDispatch.Emails;

namespace EmailDispatch.Functions.Http;

/// <summary>Times in query strings and responses: ISO 8601, UTC unless they have an offset.</summary>
internal static class ApiTime
{
    private static readonly string[] Formats =
    [
        "yyyy-MM-dd", "yyyy-MM-dd'T'HH':'mmK", "yyyy-MM-dd'T'HH':'mm':'ssK", "yyyy-MM-dd'T'HH':'mm':'ss.FFFFFFFK",
    ];

    // Leaves room for calculations within the range of DateTimeOffset.
    private static readonly DateTimeOffset Earliest = new(1970, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2084, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static DateTimeOffset? Read(string text, string field, List<FieldError> errors)
    {
        // An unescaped plus in a query string arrives as a space.
        if (DateTimeOffset.TryParseExact(
                text.Replace(' ', '+'), Formats, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            && time >= Earliest && time < Latest)
        {
            return time;
        }

        errors.Add(new FieldError(field, "must be a time such as 2026-12-01T09:00:00Z or 2026-12-01"));
        return null;
    }

    public static string Write(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH':'mm':'ss'Z'", CultureInfo.InvariantCulture);
}
