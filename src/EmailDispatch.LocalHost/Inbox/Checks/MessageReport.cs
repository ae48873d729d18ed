using System.Globalization;
using System.Text;
using EmailDispatch.LocalHost.Inbox.Mail;
using EmailDispatch.Sandbox;

namespace EmailDispatch.LocalHost.Inbox.Checks;

/// <summary>What may go wrong with an email at its readers: in general, with its HTML in known mail clients, with its links.</summary>
internal sealed record MessageReport(IReadOnlyList<MessageCheck> Checks, IReadOnlyList<SupportHint> Support, IReadOnlyList<CheckedLink> Links)
{
    // Measured by senders; Google does not document it.
    private const int GmailClip = 102 * 1024;

    public static MessageReport Of(ReceivedEmail email)
    {
        var parsed = ParsedEmail.Of(email);
        return new MessageReport(
            [Size(email, parsed), Text(parsed), Unsubscribe(parsed)],
            parsed.Html is null ? [] : HtmlSupport.HintsFor(parsed.Reading),
            [.. parsed.Links.Select(link => new CheckedLink(link.Url, link.Text, [.. LinkRules.ProblemsOf(link)]))]);
    }

    private static MessageCheck Size(ReceivedEmail email, ParsedEmail parsed)
    {
        var html = Encoding.UTF8.GetByteCount(parsed.Html ?? "");
        var sizes = $"The HTML has {Kilobytes(html)}, the message {Kilobytes(email.Content.Length)}.";
        return html > GmailClip
            ? new("size", CheckResult.Problem, $"{sizes} Gmail cuts HTML off after 102 KB and shows a link to the rest.")
            : new("size", CheckResult.Ok, $"{sizes} Gmail cuts HTML off after 102 KB.");
    }

    private static MessageCheck Text(ParsedEmail parsed) => string.IsNullOrWhiteSpace(parsed.Text)
        ? new("text_part", CheckResult.Problem, "There is no text part. Text-only readers see nothing, and spam filters count it against the email.")
        : new("text_part", CheckResult.Ok, "There is a text part.");

    // RFC 8058 section 3.1.
    private static MessageCheck Unsubscribe(ParsedEmail parsed)
    {
        var lists = parsed.Headers.Where(header => header.Name.Equals("List-Unsubscribe", StringComparison.OrdinalIgnoreCase)).ToList();
        var posts = parsed.Headers.Where(header => header.Name.Equals("List-Unsubscribe-Post", StringComparison.OrdinalIgnoreCase)).ToList();
        string[] problems =
        [
            .. lists.Count > 1 || posts.Count > 1 ? ["A field occurs twice."] : (string[])[],
            .. lists is [var list] && !list.Value.Contains("<https://", StringComparison.OrdinalIgnoreCase) ? ["List-Unsubscribe has no https link."] : (string[])[],
            .. lists.Count > 0 && posts.Count == 0 ? ["List-Unsubscribe-Post is missing, so there is no one-click unsubscribe."] : (string[])[],
            .. lists.Count == 0 && posts.Count > 0 ? ["List-Unsubscribe is missing."] : (string[])[],
            .. posts is [var post] && !post.Value.Trim().Equals("List-Unsubscribe=One-Click", StringComparison.OrdinalIgnoreCase)
                ? ["List-Unsubscribe-Post must be List-Unsubscribe=One-Click."] : (string[])[],
        ];
        if (lists.Count + posts.Count == 0)
            return new("unsubscribe", CheckResult.Hint, "There is no List-Unsubscribe field. Gmail and Yahoo require one-click unsubscribe for marketing email.");
        return problems.Length > 0 ? new("unsubscribe", CheckResult.Problem, string.Join(' ', problems))
            : IsSigned(parsed) ? new("unsubscribe", CheckResult.Ok, "One-click unsubscribe is complete.")
            : new("unsubscribe", CheckResult.Hint, "One-click unsubscribe is complete, but no DKIM signature covers both fields yet. Providers usually add one.");
    }

    private static bool IsSigned(ParsedEmail parsed) =>
        parsed.Headers.Where(header => header.Name.Equals("DKIM-Signature", StringComparison.OrdinalIgnoreCase))
            .SelectMany(header => header.Value.Split(';'))
            .Select(tag => string.Concat(tag.Where(c => !char.IsWhiteSpace(c))))
            .Where(tag => tag.StartsWith("h=", StringComparison.Ordinal))
            .Select(tag => tag[2..].Split(':'))
            .Any(names => names.Contains("List-Unsubscribe", StringComparer.OrdinalIgnoreCase) && names.Contains("List-Unsubscribe-Post", StringComparer.OrdinalIgnoreCase));

    private static string Kilobytes(int bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1024.0:0.0} KB");
}

internal sealed record CheckedLink(string Url, string Text, IReadOnlyList<string> Problems);
