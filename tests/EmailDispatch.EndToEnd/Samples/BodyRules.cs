using System.Net;
using System.Text.RegularExpressions;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Text and HTML exactly as requested; with HTML alone, a text that has its words.</summary>
public static partial class BodyRules
{
    public static IEnumerable<string> Differences(ExpectedEmail expected, ReceivedEmail received)
    {
        var texts = Bodies(received, "text/plain");
        var htmls = Bodies(received, "text/html");
        return expected.Html is null || expected.Text is not null
            ? [.. Exactly("text", expected.Text, texts), .. Exactly("html", expected.Html, htmls)]
            : [.. WordsOf(expected.Html, texts), .. Exactly("html", expected.Html, htmls)];
    }

    private static List<string> Bodies(ReceivedEmail received, string contentType) =>
        [.. received.Bodies.Where(body => body.ContentType == contentType).Select(body => WithLineFeeds(body.Text))];

    private static IEnumerable<string> Exactly(string field, string? expected, List<string> found)
    {
        if (found.Count != (expected is null ? 0 : 1))
        {
            yield return $"{field}: {found.Count} parts";
        }
        else if (expected is not null)
        {
            var wanted = WithLineFeeds(expected);
            if (found[0] != wanted && (wanted.EndsWith('\n') || found[0] != wanted + "\n"))
                yield return $"{field}: {FirstDifference(wanted, found[0])}";
        }
    }

    private static IEnumerable<string> WordsOf(string html, List<string> texts)
    {
        if (texts.Count != 1)
        {
            yield return $"text: {texts.Count} parts made from html";
            yield break;
        }

        var visible = WebUtility.HtmlDecode(Tag().Replace(Unseen().Replace(html, " "), " "));
        foreach (var word in Word().Matches(visible).Select(match => match.Value).Distinct())
        {
            if (!texts[0].Contains(word, StringComparison.OrdinalIgnoreCase))
                yield return $"text: \"{word}\" of the html is missing";
        }

        if (Tag().Match(texts[0]) is { Success: true } tag)
            yield return $"text: has the markup {tag.Value}";
    }

    /// <summary>Unlike string.ReplaceLineEndings, keeps U+2028 and form feed, which are ordinary characters of a body.</summary>
    private static string WithLineFeeds(string text) => text.Replace("\r\n", "\n");

    private static string FirstDifference(string expected, string found)
    {
        var at = expected.Zip(found).TakeWhile(pair => pair.First == pair.Second).Count();
        return $"differs at character {at} of {expected.Length}: \"{Excerpt(found, at)}\"; expected \"{Excerpt(expected, at)}\"";
    }

    private static string Excerpt(string text, int at) => text.Substring(at, Math.Min(40, text.Length - at)).Replace("\n", "⏎");

    [GeneratedRegex("<(script|style|head|title)\\b.*?</\\1>", RegexOptions.Singleline | RegexOptions.IgnoreCase)]
    private static partial Regex Unseen();

    [GeneratedRegex("</?[a-z!][^>]*>", RegexOptions.IgnoreCase)]
    private static partial Regex Tag();

    [GeneratedRegex(@"[\p{L}\p{N}]+")]
    private static partial Regex Word();
}
