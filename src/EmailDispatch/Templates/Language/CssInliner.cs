using EmailDispatch.Emails;
using PreMailer.Net.Downloaders;

namespace EmailDispatch.Templates.Language;

/// <summary>Copies the rules of style elements into style attributes, for mail programs that ignore style elements. Nothing is fetched.</summary>
internal static class CssInliner
{
    static CssInliner() => WebDownloader.SharedDownloader = new NoDownloader();

    /// <summary>Returns the HTML with its rules inlined; null, with the fault, if that would take too long.</summary>
    public static string? Inline(string html, JsonFields fields)
    {
        if (BoundedHtml.Parse(html, out var fault) is not { } document)
            return Refuse(fault);

        foreach (var link in document.QuerySelectorAll("link").ToList())
            link.Remove();
        if (CssBounds.FindFault(document) is { } costly)
            return Refuse(costly);

        using var mailer = new PreMailer.Net.PreMailer(document);
        return mailer.MoveCssInline().Html;

        string? Refuse(string message)
        {
            fields.Refuse("inline_css", $"cannot be done: the HTML {message}");
            return null;
        }
    }

    private sealed class NoDownloader : IWebDownloader
    {
        public string DownloadString(Uri uri) => "";
    }
}
