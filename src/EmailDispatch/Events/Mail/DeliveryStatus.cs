using System.Text.RegularExpressions;
using EmailDispatch.Status;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>A delivery report (RFC 3464): a group of fields for each recipient.</summary>
internal sealed partial class DeliveryStatus(IReadOnlyList<HeaderList> groups)
{
    private static readonly string[] RecipientFields = ["Original-Recipient", "Final-Recipient", "X-Actual-Recipient", "X-Original-Recipient", "X-Failed-Recipients"];

    /// <summary>The report among the parts of a message; null if there is none that tells of a recipient.</summary>
    public static DeliveryStatus? Find(IEnumerable<MimeEntity> parts)
    {
        // Some servers leave out the empty line behind the fields of the message, or set two.
        var groups = parts.OfType<MessageDeliveryStatus>().SelectMany(part => part.StatusGroups)
            .Where(group => RecipientOf(group) is not null || group["Action"] is not null || group["Status"] is not null).ToList();
        return groups.Count > 0 ? new DeliveryStatus(groups) : null;
    }

    /// <summary>What is told of the recipients. A delay is nothing, and neither is a handing-on to a server that reports no more.</summary>
    public IEnumerable<MailFinding> Read(ReturnedContent content)
    {
        foreach (var group in groups)
        {
            if (KindOf(group) is not { } kind)
                continue;

            var recipient = RecipientOf(group) ?? content.ReturnedRecipients().FirstOrDefault();
            yield return new MailFinding(kind, recipient, kind == ReportKind.Bounced ? ReasonOf(group, content, recipient) : null);
        }
    }

    private static ReportKind? KindOf(HeaderList group) => (Word(group["Action"]), group["Status"]?.Trim() is { Length: > 0 } status ? status[0] : ' ') switch
    {
        ("failed" or "failure" or "expired" or "bounced", _) => ReportKind.Bounced,
        ("delivered", _) => ReportKind.Delivered,
        ("", '5') => ReportKind.Bounced,
        ("", '2') => ReportKind.Delivered,
        _ => null,
    };

    private static string Word(string? action) => Letters().Match(action ?? "").Value.ToLowerInvariant();

    // The original one is what the email was sent to, the final one what a server made of it.
    private static string? RecipientOf(HeaderList group) =>
        RecipientFields.Select(name => group[name] is { } value ? Addresses.In(Decode(value)).FirstOrDefault() : null).FirstOrDefault(address => address is not null);

    private static string ReasonOf(HeaderList group, ReturnedContent content, string? recipient)
    {
        var status = EnhancedCode().Match(group["Status"] ?? "").Value;
        var told = Type().Replace((group["Diagnostic-Code"] ?? "").Trim(), "").Trim();
        if (told.Length == 0)
            told = TextBounce.ReasonNear(content.Words, recipient);

        // Of a status that says nothing, nothing is repeated; a code in the words says more.
        return status.Length == 0 || status.EndsWith(".0.0", StringComparison.Ordinal) || EnhancedCode().IsMatch(told) ? told
            : ReplyCode().Match(told) is { Success: true } code ? $"{code.Value} {status} {told[code.Length..].TrimStart(' ', '-')}"
            : $"{status} {told}";
    }

    // RFC 3461: xtext; RFC 6533: utf-8-addr-xtext.
    private static string Decode(string value) => Hex().Replace(value, match => ((char)Convert.ToInt32(match.Groups[1].Value + match.Groups[2].Value, 16)).ToString());

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Letters();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9-]{0,20}[ \t]*;")]
    private static partial Regex Type();

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")]
    private static partial Regex EnhancedCode();

    [GeneratedRegex(@"^[45]\d\d\b")]
    private static partial Regex ReplyCode();

    [GeneratedRegex(@"\+([0-9A-F]{2})(?![0-9A-F])|\\x\{([0-9A-F]{2,4})\}")]
    private static partial Regex Hex();
}
