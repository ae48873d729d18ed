using System.Runtime.InteropServices;
using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>What a message consists of, as far as the dispatcher needs to know. The parser is limited before it builds anything.</summary>
/// <param name="Bytes">The message; its overlong lines and binary parts are encoded.</param>
internal sealed record RawStructure(ReadOnlyMemory<byte> Bytes)
{
    public const int MaxParts = 1_000;
    public const int MaxDepth = 32;
    public const int MaxFields = 10_000;

    private static readonly ParserOptions Limited = new() { MaxMimeDepth = 2 * MaxDepth };

    /// <summary>The beginning of the first HTML part; null if there is none.</summary>
    public string? Html { get; private init; }

    public string? Text { get; private init; }

    /// <summary>The names of the files, without content.</summary>
    public IReadOnlyList<Attachment> Files { get; private init; } = [];

    /// <summary>Returns null, with the fault, for a message that is too complex or has lines that are too long.</summary>
    public static RawStructure? Normalise(ReadOnlyMemory<byte> message, out string? fault)
    {
        if ((fault = Counter.FindFault(message)) is not null)
            return null;

        using var parsed = Parse(message);
        if (RawEncoding.IsNeeded(parsed, message.Span, sevenBit: false))
        {
            message = RawEncoding.Encode(parsed, sevenBit: false);
            if (RawEncoding.FindLongLine(message.Span) is > 0 and var length)
            {
                fault = $"has a line of {length:N0} octets, more than {HeaderText.MaxLineLength}, where it must not be changed, such as in a signed part; fold or encode it";
                return null;
            }
        }

        return new RawStructure(message)
        {
            Html = Beginning(parsed, part => part.IsHtml),
            Text = Beginning(parsed, part => part.IsPlain),
            Files = [.. PartsWithName(parsed).Select(part => new Attachment(part.FileName!, [], part.ContentType.MimeType))],
        };
    }

    public static MimeMessage Parse(ReadOnlyMemory<byte> message)
    {
        return new MimeParser(Limited, Open(message), MimeFormat.Entity, persistent: true).ParseMessage();
    }

    /// <summary>The files of a message with their content.</summary>
    public static IReadOnlyList<Attachment> FilesOf(MimeMessage parsed) =>
    [
        .. PartsWithName(parsed).Select(part =>
        {
            using var content = new MemoryStream();
            part.Content?.DecodeTo(content);
            return new Attachment(part.FileName!, content.ToArray(), part.ContentType.MimeType, part.ContentId);
        }),
    ];

    private static IEnumerable<MimePart> PartsWithName(MimeMessage parsed) =>
        parsed.BodyParts.OfType<MimePart>().Where(part => part.FileName is not null).Take(EmailLimits.MaxAttachments);

    private static MemoryStream Open(ReadOnlyMemory<byte> message) =>
        MemoryMarshal.TryGetArray(message, out var bytes) ? new MemoryStream(bytes.Array!, bytes.Offset, bytes.Count, writable: false) : new MemoryStream(message.ToArray(), writable: false);

    /// <summary>The beginning of the first such part that is not a file; null if there is none.</summary>
    public static string? Beginning(MimeMessage parsed, Func<TextPart, bool> isWanted)
    {
        if (parsed.BodyParts.OfType<TextPart>().FirstOrDefault(part => !part.IsAttachment && isWanted(part)) is not { } part)
            return null;

        var bytes = new byte[AdviceRules.MaxBodyLength];
        using var content = part.Content?.Open() ?? Stream.Null;
        var length = content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        return (part.ContentType.CharsetEncoding ?? Encoding.UTF8).GetString(bytes, 0, length);
    }

    /// <summary>Reads a message without keeping it, and stops at the first limit.</summary>
    private sealed class Counter(Stream stream) : MimeReader(Limited, stream, MimeFormat.Entity)
    {
        private int _parts;
        private int _depth;
        private int _fields;

        public static string? FindFault(ReadOnlyMemory<byte> message)
        {
            try
            {
                using var stream = Open(message);
                new Counter(stream).ReadMessage();
                return null;
            }
            catch (InvalidDataException limit)
            {
                return limit.Message;
            }
            catch (FormatException fault)
            {
                return $"cannot be read as a message: {fault.Message}";
            }
        }

        protected override void OnHeaderRead(Header header, int beginLineNumber, CancellationToken cancellationToken) =>
            Count(ref _fields, MaxFields, "header fields, including those of its parts");

        protected override void OnMimePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) =>
            Count(ref _parts, MaxParts, "parts");

        protected override void OnMultipartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Enter();

        protected override void OnMultipartEnd(ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) => _depth--;

        protected override void OnMessagePartBegin(ContentType contentType, long beginOffset, int beginLineNumber, CancellationToken cancellationToken) => Enter();

        protected override void OnMessagePartEnd(ContentType contentType, long beginOffset, int beginLineNumber, long headersEndOffset, long endOffset, int lines, CancellationToken cancellationToken) => _depth--;

        private void Enter()
        {
            Count(ref _parts, MaxParts, "parts");
            Count(ref _depth, MaxDepth, "parts inside each other");
        }

        private static void Count(ref int counter, int limit, string what)
        {
            if (++counter > limit)
                throw new InvalidDataException($"has more than {limit:N0} {what}");
        }
    }
}
