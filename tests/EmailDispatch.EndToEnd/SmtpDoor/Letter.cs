using System.Security.Cryptography;
using MimeKit;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>A message that clients send, as MimeKit reads it.</summary>
internal sealed record Letter(string Subject, string? Text, string? Html, IReadOnlyList<string> Files)
{
    public static Letter Of(MimeMessage message) => new(
        message.Subject ?? "",
        message.TextBody?.ReplaceLineEndings("\n").TrimEnd(),
        message.HtmlBody?.ReplaceLineEndings("\n").TrimEnd(),
        [.. message.Attachments.OfType<MimePart>().Select(part => $"{part.FileName} {HashOf(part)}")]);

    public static Letter Of(ReadOnlyMemory<byte> content) => Of(MimeMessage.Load(new MemoryStream(content.ToArray())));

    public bool Equals(Letter? other) => other is not null && (Subject, Text, Html) == (other.Subject, other.Text, other.Html) && Files.SequenceEqual(other.Files);

    public override int GetHashCode() => HashCode.Combine(Subject, Text, Html);

    private static string HashOf(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
    }
}
