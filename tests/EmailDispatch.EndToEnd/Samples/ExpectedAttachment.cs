using System.Security.Cryptography;
using System.Text.Json;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>An attachment that must arrive. If no content type was requested, the product chooses it.</summary>
public sealed record ExpectedAttachment(string FileName, string? ContentType, string? ContentId, int Size, string Sha256)
{
    public static ExpectedAttachment FromRequest(JsonElement attachment)
    {
        var content = attachment.GetProperty("content").GetBytesFromBase64();
        return new ExpectedAttachment(
            attachment.GetProperty("filename").GetString()!,
            Optional(attachment, "content_type"),
            Optional(attachment, "content_id") ?? Optional(attachment, "inline_content_id"),
            content.Length,
            Convert.ToHexStringLower(SHA256.HashData(content)));
    }

    private static string? Optional(JsonElement attachment, string property) =>
        attachment.TryGetProperty(property, out var value) ? value.GetString() : null;
}
