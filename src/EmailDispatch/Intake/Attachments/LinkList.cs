using System.Globalization;
using System.Net;
using System.Text;
using EmailDispatch.Queueing;

namespace EmailDispatch.Intake.Attachments;

/// <summary>The list of links that stands at the end of an email in place of its large attachments: name, size, and until when.</summary>
internal static class LinkList
{
    private const string Heading = "Attachments:";

    /// <summary>The list as text, with the empty line before it.</summary>
    public static string ToText(IReadOnlyList<(LinkedFile File, Uri Link)> list)
    {
        var text = new StringBuilder($"\n\n{Heading}\n");
        foreach (var (file, link) in list)
            text.Append(CultureInfo.InvariantCulture, $"\n{file.Filename} ({Describe(file)})\n{link.AbsoluteUri}\n");
        return text.ToString();
    }

    /// <summary>Returns the HTML with the list before the end of its body.</summary>
    public static string AddToHtml(string html, IReadOnlyList<(LinkedFile File, Uri Link)> list)
    {
        var text = new StringBuilder($"<p>{Heading}</p><ul>");
        foreach (var (file, link) in list)
            text.Append(CultureInfo.InvariantCulture, $"<li><a href=\"{WebUtility.HtmlEncode(link.AbsoluteUri)}\"><bdi>{WebUtility.HtmlEncode(file.Filename)}</bdi></a> ({Describe(file)})</li>");
        text.Append("</ul>");

        var end = html.LastIndexOf("</body", StringComparison.OrdinalIgnoreCase);
        return html.Insert(end < 0 ? html.Length : end, text.ToString());
    }

    private static string Describe(LinkedFile file) =>
        string.Create(CultureInfo.InvariantCulture, $"{SizeOf(file.Size)}, until {file.Until:yyyy-MM-dd HH:mm} UTC");

    private static string SizeOf(long bytes) => bytes switch
    {
        >= 1024 * 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / (1024.0 * 1024):0.#} MB"),
        >= 1024 => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0} KB"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{bytes} bytes"),
    };
}
