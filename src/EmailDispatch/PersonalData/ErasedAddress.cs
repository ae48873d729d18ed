using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.Emails;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;

namespace EmailDispatch.PersonalData;

/// <summary>
/// Finds one address and replaces it by its hash: in fields that are addresses however it is spelled, in other text as a whole word, ignoring case.
/// </summary>
internal sealed class ErasedAddress
{
    private static readonly JsonSerializerOptions Relaxed = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly string _normal;
    private readonly string[] _spellings;

    public ErasedAddress(string address, string hash)
    {
        _normal = SuppressionKey.Normalise(address);
        var (localPart, domain) = (_normal[..(_normal.LastIndexOf('@') + 1)], new EmailAddress(address).Domain);
        _spellings = [.. new[] { address, _normal, localPart + domain }.Distinct(StringComparer.OrdinalIgnoreCase)];
        Shown = AddressHashes.Shown(hash, address);
    }

    /// <summary>How it may be spelled where nobody ignores case.</summary>
    public IEnumerable<string> Spellings => _spellings.Concat(_spellings.Select(spelling => spelling.ToLowerInvariant())).Distinct(StringComparer.Ordinal);

    /// <summary>What stands in its place.</summary>
    public string Shown { get; }

    /// <summary>Whether it is the address, with or without a name.</summary>
    public bool Is(string? text) => EmailAddressParser.TryParse(text ?? "", out var mailbox, out _) && SuppressionKey.Normalise(mailbox.Address) == _normal;

    /// <summary>Whether the email is from the address or to it, or would be answered to it.</summary>
    public bool IsPartyOf(EmailRow row) => Is(row.From) || row.Recipients.Any(r => Is(r.Address)) || row.ReplyTo.Any(Is) || row.OriginalTo.Any(Is);

    public bool IsIn(string text) => _spellings.Any(spelling => Find(text, spelling, 0) >= 0);

    /// <summary>Whether it is in a text of a JSON document.</summary>
    public bool IsInJson(string? json) => json is not null && !ReferenceEquals(CutFromJson(json), json);

    /// <summary>Returns the text with the address replaced.</summary>
    public string CutFrom(string text)
    {
        if (Is(text))
            return Shown;
        foreach (var spelling in _spellings)
        {
            for (var at = Find(text, spelling, 0); at >= 0; at = Find(text, spelling, at + Shown.Length))
                text = $"{text.AsSpan(0, at)}{Shown}{text.AsSpan(at + spelling.Length)}";
        }

        return text;
    }

    /// <summary>
    /// Returns the row without the address. If it is a recipient, its name goes too, and what servers answered, which may quote it in any form; and the
    /// subject if there is no other recipient.
    /// </summary>
    public EmailRow CutFrom(EmailRow row)
    {
        var isRecipient = row.Recipients.Any(r => Is(r.Address));
        return row with
        {
            IsErased = row.IsErased || IsPartyOf(row),
            From = CutFrom(row.From),
            ReplyTo = [.. row.ReplyTo.Select(CutFrom)],
            OriginalTo = [.. row.OriginalTo.Select(CutFrom)],
            Subject = row.Recipients.All(r => Is(r.Address)) && isRecipient ? "" : CutFrom(row.Subject ?? ""),
            MessageId = row.MessageId is null ? null : CutFrom(row.MessageId),
            Recipients = [.. row.Recipients.Select(CutFrom)],
            Attempts = [.. row.Attempts.Select(a => a with { Reply = isRecipient || a.Reply is null ? null : CutFrom(a.Reply), Hint = a.Hint is null ? null : CutFrom(a.Hint) })],
            Skipped = [.. row.Skipped.Select(s => s with { Explanation = CutFrom(s.Explanation) })],
            Errors = [.. row.Errors.Select(e => new FieldError(CutFrom(e.Field), CutFrom(e.Message)))],
        };
    }

    /// <summary>Returns JSON with the address replaced in its texts; the same instance if they do not have it.</summary>
    public string CutFromJson(string json)
    {
        var isFound = false;
        var cut = Cut(JsonNode.Parse(json));
        return isFound ? cut!.ToJsonString(Relaxed) : json;

        JsonNode? Cut(JsonNode? node)
        {
            switch (node)
            {
                case JsonObject fields: return new JsonObject(fields.Select(field => KeyValuePair.Create(field.Key, Cut(field.Value))));
                case JsonArray values: return new JsonArray([.. values.Select(Cut)]);
                case JsonValue value when value.TryGetValue<string>(out var text):
                    var changed = CutFrom(text);
                    isFound |= !ReferenceEquals(changed, text);
                    return JsonValue.Create(changed);
                default: return node?.DeepClone();
            }
        }
    }

    private Recipient CutFrom(Recipient recipient) => Is(recipient.Address)
        ? recipient with { Address = Shown, Name = null, Reply = null, Report = recipient.Report is { } own ? own with { Reason = null } : null }
        : recipient with
        {
            Address = CutFrom(recipient.Address),
            Name = recipient.Name is { } name ? CutFrom(name) : null,
            Reply = recipient.Reply is { } reply ? CutFrom(reply) : null,
            Report = recipient.Report is { Reason: { } reason } report ? report with { Reason = CutFrom(reason) } : recipient.Report,
        };

    private static int Find(string text, string spelling, int start)
    {
        for (var at = text.IndexOf(spelling, start, StringComparison.OrdinalIgnoreCase); at >= 0; at = text.IndexOf(spelling, at + 1, StringComparison.OrdinalIgnoreCase))
        {
            var end = at + spelling.Length;
            var continues = end < text.Length && (IsOfDomain(text[end]) || (text[end] == '.' && end + 1 < text.Length && IsOfDomain(text[end + 1])));
            if (!continues && (at == 0 || !IsOfLocalPart(text[at - 1])))
                return at;
        }

        return -1;
    }

    private static bool IsOfDomain(char c) => char.IsLetterOrDigit(c) || c == '-';

    // RFC 5322 section 3.2.3, without the characters that more often stand around an address.
    private static bool IsOfLocalPart(char c) => char.IsLetterOrDigit(c) || c is '.' or '+' or '-' or '_' or '&' or '%';
}
