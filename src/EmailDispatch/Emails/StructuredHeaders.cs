using System.Text.RegularExpressions;

namespace EmailDispatch.Emails;

/// <summary>
/// Headers with their own grammar, in which an encoded word (RFC 2047) is allowed only in a phrase before an angle bracket, or not at all: those of
/// threads and lists (RFC 5322 section 3.6.4, RFC 2369, RFC 2919) and receipts (RFC 8098).
/// </summary>
internal static partial class StructuredHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "References", "In-Reply-To", "Original-Message-ID", "Disposition-Notification-To", "Disposition-Notification-Options",
    };

    private static readonly HashSet<string> WithPhrase = new(StringComparer.OrdinalIgnoreCase) { "List-Id", "Disposition-Notification-To" };

    public static bool Has(string name) => Names.Contains(name) || name.StartsWith("List-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Splits <c>phrase &lt;id&gt;</c>, if the header has that form and the id is ASCII.</summary>
    public static bool TrySplit(string name, string value, out string phrase, out string id)
    {
        var match = WithPhrase.Contains(name) ? PhraseAndId().Match(value) : Match.Empty;
        phrase = match.Groups["phrase"].Value;
        id = match.Groups["id"].Value;
        return match.Success;
    }

    [GeneratedRegex("""^\s*(?:"(?<phrase>[^"\\]*)"|(?<phrase>[^<>"(),;:\\]*?))\s*(?<id><[!-~]+>)\s*$""", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex PhraseAndId();
}
