using System.Security.Cryptography;
using EmailDispatch.EndToEnd.Samples;
using MimeKit;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>A message that clients send, as a reader sees it.</summary>
internal sealed record Letter(string Subject, string? Text, string? Html, IReadOnlyList<string> Files)
{
    public static Letter Of(MimeMessage message) => new(
        message.Subject ?? "",
        Trim(message.TextBody),
        Trim(message.HtmlBody),
        [.. message.Attachments.OfType<MimePart>().Select(part => $"{part.FileName} {HashOf(part)}")]);

    public static Letter Of(ReadOnlyMemory<byte> content) => Of(MimeMessage.Load(new MemoryStream(content.ToArray())));

    /// <summary>Reads a message with three independent parsers, which must agree.</summary>
    public static async Task<Letter> ReadAsync(ReadOnlyMemory<byte> content, CancellationToken cancellationToken)
    {
        var letter = Of(content);
        byte[][] messages = [content.ToArray()];
        Assert.Equal(letter, Of(Assert.Single(await NodeReading.ParseAsync("mailparser", messages, cancellationToken))));
        Assert.Equal(letter, Of(Assert.Single(await ReceivedEmail.ParseAsync(messages, cancellationToken))));
        return letter;
    }

    public bool Equals(Letter? other) => other is not null && (Subject, Text, Html) == (other.Subject, other.Text, other.Html) && Files.SequenceEqual(other.Files);

    public override int GetHashCode() => HashCode.Combine(Subject, Text, Html);

    private static Letter Of(NodeReading read) =>
        new(read.Subject ?? "", Trim(read.Text), Trim(read.Html), [.. read.Attachments.Select(file => $"{file.FileName} {file.Sha256}")]);

    private static Letter Of(ReceivedEmail read) =>
        new(read.ValuesOf("Subject").Single(), BodyOf(read, "text/plain"), BodyOf(read, "text/html"), [.. read.Attachments.Select(file => $"{file.FileName} {file.Sha256}")]);

    private static string? BodyOf(ReceivedEmail read, string contentType) => Trim(read.Bodies.SingleOrDefault(body => body.ContentType == contentType)?.Text);

    private static string? Trim(string? text) => text?.ReplaceLineEndings("\n").TrimEnd();

    private static string HashOf(MimePart part)
    {
        using var content = new MemoryStream();
        part.Content!.DecodeTo(content);
        return Convert.ToHexStringLower(SHA256.HashData(content.ToArray()));
    }
}
