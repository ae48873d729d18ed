using System.Text.Json;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>The row of a refused drop: its errors, and as much of the email as can be read, so that the sender recognizes it.</summary>
internal static class RejectedRow
{
    public static EmailRow Of(Drop drop, EmailId id, IReadOnlyList<FieldError> errors)
    {
        using var document = JsonDocument.Parse(drop.Json);
        var root = document.RootElement;

        // Errors found here are ignored: they are known already.
        var fields = new JsonFields();
        return new EmailRow
        {
            Id = id,
            GivenId = drop.GivenId,
            Tenant = drop.Tenant,
            Status = EmailStatus.Rejected,
            Errors = errors,
            From = Find(root, "from") is { } from ? AddressesIn(from, fields).FirstOrDefault()?.ToString() ?? "" : "",
            Subject = Find(root, "subject") is { } subject ? fields.Line(subject, "", EmailLimits.MaxSubjectLength) ?? "" : "",
            Tags = Find(root, "tags") is { } tags ? [.. TagReader.Read(tags, "", fields)] : [],
            Recipients =
            [
                .. Recipients(root, "to", RecipientKind.To, fields)
                    .Concat(Recipients(root, "cc", RecipientKind.Cc, fields))
                    .Concat(Recipients(root, "bcc", RecipientKind.Bcc, fields))
                    .DistinctBy(recipient => recipient.Address, StringComparer.OrdinalIgnoreCase)
                    .Take(EmailLimits.MaxRecipients),
            ],
        };
    }

    private static JsonElement? Find(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var value) ? value : null;

    private static IEnumerable<Recipient> Recipients(JsonElement root, string name, RecipientKind kind, JsonFields fields) =>
        Find(root, name) is { } value
            ? AddressesIn(value, fields).Select(address => new Recipient(address.Address, kind, EmailStatus.Rejected) { Name = address.Name })
            : [];

    private static IEnumerable<EmailAddress> AddressesIn(JsonElement value, JsonFields fields)
    {
        foreach (var item in value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Take(EmailLimits.MaxRecipients) : [value])
        {
            foreach (var part in fields.Text(item, "") is { } text ? AddressList.Of(text, EmailLimits.MaxRecipients).Addresses : [])
            {
                if (EmailAddressParser.TryParse(part, out var address, out _))
                    yield return address;
            }
        }
    }
}
