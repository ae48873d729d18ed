using System.Text.RegularExpressions;
using EmailDispatch.Status;
using MimeKit;

namespace EmailDispatch.Events.Mail;

/// <summary>A delivery report (RFC 3464), with a group of fields for each recipient.</summary>
internal sealed partial class DeliveryStatus(IReadOnlyList<IReadOnlyDictionary<string, string>> groups)
{
    // The original recipient is the address that the email was sent to; the final one is what a server made of it.
    private static readonly string[] RecipientFields = ["Original-Recipient", "Final-Recipient", "X-Actual-Recipient", "X-Original-Recipient", "X-Failed-Recipients"];

    /// <summary>Finds the report in a message; null if there is none about a recipient.</summary>
    public static DeliveryStatus? Find(IReadOnlyList<MimeEntity> parts, ReturnedContent content)
    {
        // Some servers omit the empty line after the fields of the message, or write two.
        var groups = Telling(parts.OfType<MessageDeliveryStatus>().SelectMany(ReportFields.Of));
        if (groups.Count == 0)
            groups = content.Unread().Select(text => Telling(ReportFields.In(text))).FirstOrDefault(found => found.Exists(IsOfRecipient)) ?? [];
        return groups.Count > 0 ? new DeliveryStatus(groups) : null;
    }

    /// <summary>The findings about the recipients. A delay is none, nor is relaying to a server that reports nothing more.</summary>
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

    private static List<IReadOnlyDictionary<string, string>> Telling(IEnumerable<IReadOnlyDictionary<string, string>> groups) =>
        [.. groups.Where(group => !group.ContainsKey("Disposition") && (RecipientOf(group) is not null || group.ContainsKey("Action") || group.ContainsKey("Status")))];

    private static bool IsOfRecipient(IReadOnlyDictionary<string, string> group) => KindOf(group) is not null || Word(group, "Action").Length > 0;

    private static ReportKind? KindOf(IReadOnlyDictionary<string, string> group) => (Word(group, "Action"), StatusClass(group)) switch
    {
        ("failed" or "failure" or "fail" or "expired" or "bounced" or "undeliverable" or "undelivered" or "error", _) => ReportKind.Bounced,
        ("delivered", _) => ReportKind.Delivered,
        ("", '5') => ReportKind.Bounced,
        ("", '2') => ReportKind.Delivered,
        _ => null,
    };

    private static string Value(IReadOnlyDictionary<string, string> group, string name) => group.TryGetValue(name, out var value) ? value : "";

    private static string Word(IReadOnlyDictionary<string, string> group, string name) => Letters().Match(Value(group, name)).Value.ToLowerInvariant();

    // Without a status, the class of the reply in the diagnostic code counts.
    private static char StatusClass(IReadOnlyDictionary<string, string> group) => Value(group, "Status").Trim() is { Length: > 0 } status ? status[0]
        : ReplyCode().Match(Told(group)) is { Success: true } code ? code.ValueSpan[0] : ' ';

    private static string? RecipientOf(IReadOnlyDictionary<string, string> group) =>
        RecipientFields.Select(name => AddressIn(Value(group, name))).FirstOrDefault(address => address is not null);

    private static string? AddressIn(string value) => Addresses.In(Decode(value)).FirstOrDefault() ?? Addresses.In(value).FirstOrDefault();

    private static string Told(IReadOnlyDictionary<string, string> group) => Type().Replace(Value(group, "Diagnostic-Code").Trim(), "").Trim();

    private static string ReasonOf(IReadOnlyDictionary<string, string> group, ReturnedContent content, string? recipient)
    {
        var status = EnhancedCode().Match(Value(group, "Status")).Value;
        var told = Told(group);

        // A number alone is the exit code of a program.
        if (!told.Any(char.IsLetter))
            told = $"{(ReplyCode().IsMatch(told) ? told + " " : "")}{TextBounce.ReasonNear(content.Words, recipient)}";

        // A status without meaning is not repeated, nor is one if the text has a code, which says more.
        return status.Length == 0 || status.EndsWith(".0.0", StringComparison.Ordinal) || EnhancedCode().IsMatch(told) ? told
            : ReplyCode().Match(told) is { Success: true } code ? $"{code.Value} {status} {told[code.Length..].TrimStart(' ', '-')}"
            : $"{status} {told}";
    }

    // RFC 3461: xtext; RFC 6533: utf-8-addr-xtext.
    private static string Decode(string value) => Hex().Replace(value, match => char.ConvertFromUtf32(CodePoint(match.Groups[1].Value + match.Groups[2].Value)));

    private static int CodePoint(string hex) => Convert.ToInt32(hex, 16) is var code and not (>= 0xD800 and <= 0xDFFF or > 0x10FFFF) ? code : '?';

    [GeneratedRegex("[A-Za-z]+")]
    private static partial Regex Letters();

    [GeneratedRegex(@"^[A-Za-z][A-Za-z0-9-]{0,20}[ \t]*;")]
    private static partial Regex Type();

    [GeneratedRegex(@"(?<![\d.])[245]\.\d{1,3}\.\d{1,3}(?![\d.])")]
    private static partial Regex EnhancedCode();

    [GeneratedRegex(@"^[45]\d\d\b")]
    private static partial Regex ReplyCode();

    [GeneratedRegex(@"\+([0-9A-F]{2})(?![0-9A-F])|\\x\{([0-9A-F]{2,6})\}")]
    private static partial Regex Hex();
}
