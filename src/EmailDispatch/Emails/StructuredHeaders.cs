using System.Text.RegularExpressions;

namespace EmailDispatch.Emails;

/// <summary>
/// Header fields with a grammar of their own, in which an encoded word (RFC 2047) may stand in a phrase before an angle bracket, or nowhere:
/// the fields of threads and lists (RFC 5322 section 3.6.4, RFC 2369, RFC 2919) and of receipts (RFC 8098).
/// </summary>
internal static partial class StructuredHeaders
{
    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        "References", "In-Reply-To", "Original-Message-ID", "Disposition-Notification-To", "Disposition-Notification-Options",
    };

    private static readonly HashSet<string> WithPhrase = new(StringComparer.OrdinalIgnoreCase) { "List-Id", "Disposition-Notification-To" };

    public static bool Has(string name) => Names.Contains(name) || name.StartsWith("List-", StringComparison.OrdinalIgnoreCase);

    /// <summary>Divides <c>phrase &lt;id&gt;</c>, where the field has that form and the part in brackets is ASCII.</summary>
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
