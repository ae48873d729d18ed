using System.Text;
using System.Text.Json;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake;

/// <summary>Writes a drop anew with the id that it goes by, in the encoding it came in.</summary>
internal static class DropWriter
{
    /// <returns>Null where it has an id already, or cannot be given one: then it is put back as it came.</returns>
    public static BinaryData? Write(BinaryData original, Drop drop, EmailId id)
    {
        if (drop.Id is not null || drop.GivenId is not null || drop.Errors.Count > 0 || drop.Json.Span is not [(byte)'{', .. var rest])
            return null;

        var json = new StringBuilder($$"""{"id":"{{id}}","tenant":{{JsonSerializer.Serialize(drop.Tenant)}}""");
        if (drop.IdempotencyKey is { } key)
            json.Append($",\"idempotency_key\":{JsonSerializer.Serialize(key)}");
        json.Append(rest is [(byte)'}'] ? "" : ",").Append(Encoding.UTF8.GetString(rest));
        var isPlain = EmailReader.WithoutByteOrderMark(original.ToMemory()).Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
        return BinaryData.FromString(isPlain ? json.ToString() : Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToString())));
    }
}
