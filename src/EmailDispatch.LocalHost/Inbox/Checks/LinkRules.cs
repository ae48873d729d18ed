using System.Text.RegularExpressions;
using EmailDispatch.LocalHost.Inbox.Mail;
using MimeKit;

namespace EmailDispatch.LocalHost.Inbox.Checks;

/// <summary>What is wrong with a link, as far as it can be seen without opening it.</summary>
internal static partial class LinkRules
{
    public static IEnumerable<string> ProblemsOf(MailLink link)
    {
        var url = link.Url;
        if (url.Length == 0)
            return ["It leads nowhere: the address is empty."];
        if (url.StartsWith('#'))
            return ["It leads to a place in the email itself, which many mail clients do not support."];
        if (Placeholder().IsMatch(url))
            return ["A placeholder is not filled in."];
        if (url.StartsWith("mailto:", StringComparison.OrdinalIgnoreCase))
            return IsMailto(url) ? [] : ["It is not a valid email address."];
        if (Scheme().Match(url) is not { Success: true, Groups: var groups })
            return ["The address is not complete: it must begin with https://."];
        if (groups[1].Value.ToUpperInvariant() is "TEL" or "SMS")
            return [];
        if (groups[1].Value.ToUpperInvariant() is not ("HTTP" or "HTTPS"))
            return [$"Mail clients block {groups[1].Value}: links."];
        return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Host.Length > 0 ? WebProblems(address, link) : ["It is not a valid address."];
    }

    private static IEnumerable<string> WebProblems(Uri address, MailLink link)
    {
        if (link.Url.Any(char.IsWhiteSpace))
            yield return "It has spaces.";
        if (address.UserInfo.Length > 0)
            yield return "It has a user name before the host, as links that deceive do.";
        if (LoopbackHosts.Contains(address.Host))
            yield return "It leads to this machine, which readers cannot reach.";
        else if (address.Scheme == Uri.UriSchemeHttp)
            yield return "It is not encrypted; use https.";
        if (Domain().Match(link.Text) is { Success: true, Groups: var groups } && !IsSame(groups[1].Value, address))
            yield return $"The text says {groups[1].Value}, but it leads to {address.Host}. Spam filters take that for phishing.";
    }

    private static bool IsMailto(string url)
    {
        var recipients = Uri.UnescapeDataString(url["mailto:".Length..].Split('?')[0]);
        return InternetAddressList.TryParse(recipients, out var list) && list.Mailboxes.Any() && list.Mailboxes.All(mailbox => mailbox.Address.Contains('@', StringComparison.Ordinal));
    }

    // www.shop.test and shop.test are the same to a reader, and so are the names below them.
    private static bool IsSame(string text, Uri address)
    {
        if (!Uri.TryCreate($"https://{text}", UriKind.Absolute, out var said))
            return true;
        var (shown, real) = ($".{Bare(said.IdnHost)}", $".{Bare(address.IdnHost)}");
        return shown.EndsWith(real, StringComparison.OrdinalIgnoreCase) || real.EndsWith(shown, StringComparison.OrdinalIgnoreCase);
    }

    private static string Bare(string host) => host.StartsWith("www.", StringComparison.OrdinalIgnoreCase) ? host[4..] : host;

    [GeneratedRegex(@"\A([a-z][a-z0-9+.-]{0,30}):", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex(@"\{\{|\}\}|%7B%7B|\$\{|\*\|", RegexOptions.IgnoreCase)]
    private static partial Regex Placeholder();

    // A text that is nothing but a domain name or web address: with other words or a @ it may mean anything. A name such as "invoice.pdf" is
    // told apart by its end.
    [GeneratedRegex(
        @"\A(?:https?://)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]{0,62})\.)+(?!(?:pdf|html?|png|jpe?g|zip|docx?|xlsx?|txt|csv)\b)[\p{L}-]{2,63})(?::\d+)?(?:[/?#]\S*)?\z",
        RegexOptions.IgnoreCase)]
    private static partial Regex Domain();
}
