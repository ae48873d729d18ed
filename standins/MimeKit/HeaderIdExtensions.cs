using System.Text;

namespace MimeKit;

public static class HeaderIdExtensions
{
    // Where the field name is not simply the words of the enum's name joined by hyphens.
    private static readonly Dictionary<HeaderId, string> Irregular = new()
    {
        [HeaderId.ArcAuthenticationResults] = "ARC-Authentication-Results",
        [HeaderId.ArcMessageSignature] = "ARC-Message-Signature",
        [HeaderId.ArcSeal] = "ARC-Seal",
        [HeaderId.DkimSignature] = "DKIM-Signature",
        [HeaderId.DomainKeySignature] = "DomainKey-Signature",
        [HeaderId.MimeVersion] = "MIME-Version",
        [HeaderId.PreventNonDeliveryReport] = "Prevent-NonDelivery-Report",
        [HeaderId.TLSRequired] = "TLS-Required",
        [HeaderId.X400MTSIdentifier] = "X400-MTS-Identifier",
        [HeaderId.XMailer] = "X-Mailer",
        [HeaderId.XMSMailPriority] = "X-MSMail-Priority",
        [HeaderId.XPriority] = "X-Priority",
        [HeaderId.XStatus] = "X-Status",
    };

    private static readonly Dictionary<HeaderId, string> Names =
        Enum.GetValues<HeaderId>().Where(id => id != HeaderId.Unknown).ToDictionary(id => id, NameOf);

    private static readonly Dictionary<string, HeaderId> Ids =
        Names.ToDictionary(pair => pair.Value, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    public static string ToHeaderName(this HeaderId value) => Names.GetValueOrDefault(value, "Unknown");

    internal static HeaderId ToHeaderId(this string name) => Ids.GetValueOrDefault(name, HeaderId.Unknown);

    private static string NameOf(HeaderId id)
    {
        if (Irregular.TryGetValue(id, out var name)) return name;

        var words = new StringBuilder();
        foreach (var c in id.ToString())
        {
            if (char.IsUpper(c) && words.Length > 0 && !char.IsUpper(words[^1])) words.Append('-');
            words.Append(c);
        }

        return words.ToString();
    }
}
