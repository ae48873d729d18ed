using System.Runtime.InteropServices;
using System.Text.Json;

namespace EmailDispatch.Emails;

/// <summary>
/// Reads the content of an attachment: base64, a data URI (RFC 2397) or a Node.js Buffer. <see cref="ByteContents"/> has already converted byte
/// arrays to base64.
/// </summary>
internal static class ContentReader
{
    private const string Scheme = "data:";
    private const string Base64Mark = ";base64";

    public static AttachmentContent? Read(JsonElement value, string path, JsonFields fields) => value.ValueKind switch
    {
        JsonValueKind.String => ReadText(value, path, fields),
        JsonValueKind.Object => ReadBuffer(value, path, fields),
        _ => Refuse(path, $"must be base64 text or an array of bytes, not {JsonFields.Describe(value)}", fields),
    };

    private static AttachmentContent? ReadText(JsonElement value, string path, JsonFields fields)
    {
        try
        {
            if (value.TryGetBytesFromBase64(out var bytes))
                return new AttachmentContent(bytes);

            var text = value.GetString()!;
            if (text.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
                return ReadDataUri(text, path, fields);

            // Base64 with line breaks, as in MIME.
            if (TryDecode(text, out bytes))
                return new AttachmentContent(bytes);
        }
        catch (InvalidOperationException)
        {
            // Not Unicode, so not base64 either.
        }

        return Refuse(path, "must be base64 (RFC 4648 section 4)", fields);
    }

    private static AttachmentContent? ReadDataUri(string text, string path, JsonFields fields)
    {
        var comma = text.IndexOf(',', StringComparison.Ordinal);
        var head = comma < 0 ? "" : text[Scheme.Length..comma];
        if (!head.EndsWith(Base64Mark, StringComparison.OrdinalIgnoreCase) || !TryDecode(text.AsSpan(comma + 1), out var bytes))
            return Refuse(path, "must be a data URI with base64, such as data:application/pdf;base64,JVBERi0=", fields);

        var type = head[..^Base64Mark.Length];
        return new AttachmentContent(bytes, type.Length == 0 ? null : FileTypes.Read(type, path, fields));
    }

    private static AttachmentContent? ReadBuffer(JsonElement value, string path, JsonFields fields)
    {
        if (value.TryGetProperty("type", out var type) && JsonMarshal.GetRawUtf8Value(type).SequenceEqual("\"Buffer\""u8)
            && value.TryGetProperty("data", out var data) && data.ValueKind == JsonValueKind.String)
        {
            return ReadText(data, $"{path}.data", fields);
        }

        return Refuse(path, "must be base64 text, an array of bytes, or an object {\"type\":\"Buffer\",\"data\":[…]} of Node.js", fields);
    }

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        var buffer = new byte[(text.Length / 4 * 3) + 3];
        var isValid = Convert.TryFromBase64Chars(text, buffer, out var length);
        bytes = isValid ? buffer[..length] : [];
        return isValid;
    }

    private static AttachmentContent? Refuse(string path, string message, JsonFields fields)
    {
        fields.Refuse(path, message);
        return null;
    }
}

/// <summary>The content of an attachment. <paramref name="Type"/> is the media type of a data URI.</summary>
internal sealed record AttachmentContent(byte[] Bytes, string? Type = null);
