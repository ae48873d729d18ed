using System.Text;
using System.Text.Json;
using System.Xml;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;

namespace EmailDispatch.Intake;

/// <summary>Writes a drop with its id, in its original encoding or, if that does not fit, in the other one.</summary>
internal static class DropWriter
{
    /// <summary>Whether a drop has no id but can be given one.</summary>
    public static bool IsToBeNamed(Drop drop) => drop is { Id: null, GivenId: null } && drop.Errors.Count == 0 && drop.Json.Span is [(byte)'{', ..];

    /// <returns>The drop; null if it is too large for a message with its id.</returns>
    public static BinaryData? Write(BinaryData original, Drop drop, EmailId id)
    {
        var rest = drop.Json.Span[1..];
        var json = new StringBuilder(Head(drop.Tenant, id));
        if (drop.IdempotencyKey is { } key)
            json.Append($",\"idempotency_key\":{JsonSerializer.Serialize(key)}");
        json.Append(rest is [(byte)'}'] ? "" : ",").Append(Encoding.UTF8.GetString(rest));
        var (plain, encoded) = (json.ToString(), Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToString())));
        var isPlain = EmailReader.WithoutByteOrderMark(original.ToMemory()).Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..];
        string[] forms = isPlain ? [plain, encoded] : IsXml(plain) ? [encoded, plain] : [encoded];
        return Array.Find(forms, form => DispatchQueue.Fits(form, reserve: 0)) is { } fitting ? BinaryData.FromString(fitting) : null;
    }

    /// <summary>The message that replaces a stored drop.</summary>
    public static BinaryData WriteReference(string tenant, EmailId id) => BinaryData.FromString($"{Head(tenant, id)},\"stored\":true}}");

    // A queue message is sent as XML, which does not allow every character.
    private static bool IsXml(string text) => text.All(c => XmlConvert.IsXmlChar(c) || char.IsSurrogate(c));

    private static string Head(string tenant, EmailId id) => $$"""{"id":"{{id}}","tenant":{{JsonSerializer.Serialize(tenant)}}""";
}
