using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>
/// Reads a drop: JSON, either plain or in base64, as many queue clients encode it. Base64 contains no brace, bracket or quotation mark, so the
/// first character tells which it is.
/// </summary>
internal static class DropReader
{
    // As strict as the email's own reader.
    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = 16 };

    private static readonly string[] Known = ["id", "tenant", "idempotency_key"];

    // The id's time determines the row's hour: a row far from now would not be looked at, and would be purged first.
    private static readonly TimeSpan MaxIdAge = TimeSpan.FromDays(30);
    private static readonly TimeSpan MaxIdAhead = TimeSpan.FromHours(1);

    /// <returns>The drop; null if it cannot be parsed.</returns>
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
            // InvalidOperationException is thrown for a name that is not valid Unicode.
            return null;
        }
    }

    internal static ReadOnlyMemory<byte>? Decode(ReadOnlyMemory<byte> body)
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
                    // Refused only if the case differs: any other similar name may be a field of the email.
                    if (FieldNames.InOtherLetters(property.Name, Known))
                        fields.RefuseUnknown(property.Name, property.Name, Known);
                    else
                        rest.Add(property);
                    break;
            }
        }

        // A reference has no other fields.
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

        // The RFC 9562 variant, which excludes the nil and max UUIDs.
        if (!Guid.TryParse(text, out var uuid) || uuid.Version is < 1 or > 8 || (uuid.Variant & 0xC) != 0x8)
            fields.Refuse("id", "must be a UUID of a version from 1 to 8");
        else if (!EmailId.TryParse(uuid.ToString(), out var id))
            return (null, uuid);
        else if (id.AcceptedAt < now - MaxIdAge || id.AcceptedAt > now + MaxIdAhead)
            fields.Refuse("id", $"is a version 7 UUID, whose time must be within the last {MaxIdAge.Days} days and not in the future");
        else
            return (id, null);

        return (null, null);
    }

    /// <summary>Writes the properties byte for byte as received, so that faults in them are preserved.</summary>
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

/// <summary>A message of the submissions queue: the email as in an HTTP body, the values that HTTP has outside the body, and their faults.</summary>
internal sealed record Drop(ReadOnlyMemory<byte> Json, IReadOnlyList<FieldError> Errors)
{
    public const string DefaultTenant = "default";

    /// <summary>The id its sender gave it; null if none or not usable.</summary>
    public EmailId? Id { get; init; }

    /// <summary>The sender's id if it is a UUID of another version; otherwise null.</summary>
    public Guid? GivenId { get; init; }

    public string Tenant { get; init; } = DefaultTenant;

    /// <summary>Whether it only refers to a drop in the payload store, one that had to wait and had no room for its id.</summary>
    public bool IsReference { get; init; }

    public string? IdempotencyKey { get; init; }
}
