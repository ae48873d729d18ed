using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>
/// Reads a drop: JSON, plain or in base64, which many queue clients make of it. What begins as JSON does is JSON; base64 has
/// no brace, bracket or quotation mark.
/// </summary>
internal static class DropReader
{
    // The email's own reader is as strict: what it would call malformed is malformed here.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private static readonly string[] Known = ["id", "tenant", "idempotency_key"];

    // The row is found by the id's time: an hour that is far from now is one that nobody looks into, and that is purged first.
    private static readonly TimeSpan MaxIdAge = TimeSpan.FromDays(30);
    private static readonly TimeSpan MaxIdAhead = TimeSpan.FromHours(1);

    /// <summary>Reads one drop.</summary>
    /// <returns>The drop; null where it cannot be parsed.</returns>
    public static Drop? Read(ReadOnlyMemory<byte> body, DateTimeOffset now)
    {
        if (Decode(body) is not { } json)
            return null;

        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return document.RootElement.ValueKind == JsonValueKind.Object ? Read(document.RootElement, now) : new Drop(json, []);
        }
        catch (Exception fault) when (fault is JsonException or InvalidOperationException)
        {
            // The latter is thrown for a name that is not valid Unicode.
            return null;
        }
    }

    private static ReadOnlyMemory<byte>? Decode(ReadOnlyMemory<byte> body)
    {
        body = EmailReader.WithoutByteOrderMark(body);
        var text = body.Span.TrimStart(" \t\r\n"u8);
        if (text.IsEmpty)
            return null;
        if (text[0] is (byte)'{' or (byte)'[' or (byte)'"')
            return body;

        var bytes = new byte[text.Length];
        if (!Convert.TryFromBase64String(Encoding.UTF8.GetString(text), bytes, out var length))
            return null;

        return EmailReader.WithoutByteOrderMark(bytes.AsMemory(0, length));
    }

    private static Drop Read(JsonElement root, DateTimeOffset now)
    {
        var fields = new JsonFields();
        (EmailId? Own, Guid? Given) id = (null, null);
        string? tenant = null, key = null;
        var isReference = false;
        var rest = new List<JsonProperty>();
        foreach (var property in root.EnumerateObject())
        {
            var isGiven = property.Value.ValueKind != JsonValueKind.Null;
            switch (property.Name)
            {
                case "id": id = isGiven ? ReadId(property.Value, now, fields) : (null, null); break;
                case "tenant": tenant = isGiven ? EmailReader.ReadName(property.Value, property.Name, fields) : null; break;
                case "idempotency_key": key = isGiven ? fields.Text(property.Value, property.Name) : null; break;
                case "stored" when property.Value.ValueKind == JsonValueKind.True: isReference = true; break;
                default:
                    // Only in other letters: a name that is merely near may be meant for a field of the email.
                    if (FieldNames.InOtherLetters(property.Name, Known))
                        fields.RefuseUnknown(property.Name, property.Name, Known);
                    else
                        rest.Add(property);
                    break;
            }
        }

        // Nothing but what stands for a stored drop is written beside the word.
        isReference = isReference && id.Own is not null && rest.Count == 0 && key is null;

        return new Drop(Write(rest), fields.Errors)
        {
            Id = id.Own,
            GivenId = id.Given,
            Tenant = tenant ?? Drop.DefaultTenant,
            IdempotencyKey = key,
            IsReference = isReference,
        };
    }

    private static (EmailId? Own, Guid? Given) ReadId(JsonElement value, DateTimeOffset now, JsonFields fields)
    {
        if (fields.Text(value, "id") is not { } text)
            return (null, null);

        // The variant of RFC 9562; the empty UUID and the full one are nobody's.
        if (!Guid.TryParse(text, out var uuid) || uuid.Version is < 1 or > 8 || (uuid.Variant & 0xC) != 0x8)
            fields.Refuse("id", "must be a UUID of a version from 1 to 8");
        else if (!EmailId.TryParse(uuid.ToString(), out var id))
            return (null, uuid);
        else if (id.AcceptedAt < now - MaxIdAge || id.AcceptedAt > now + MaxIdAhead)
            fields.Refuse("id", $"must, where it is a UUID of version 7, be made lately: not longer ago than {MaxIdAge.Days} days, and not in the future");
        else
            return (id, null);

        return (null, null);
    }

    /// <summary>Byte for byte as it came, so that whatever is wrong with it is still wrong.</summary>
    private static byte[] Write(List<JsonProperty> properties)
    {
        using var json = new MemoryStream();
        json.WriteByte((byte)'{');
        foreach (var property in properties)
        {
            json.Write(json.Length == 1 ? "\""u8 : ",\""u8);
            json.Write(JsonMarshal.GetRawUtf8PropertyName(property));
            json.Write("\":"u8);
            json.Write(JsonMarshal.GetRawUtf8Value(property.Value));
        }

        json.WriteByte((byte)'}');
        return json.ToArray();
    }
}
