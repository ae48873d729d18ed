using System.Text;
using System.Text.Unicode;
using EmailDispatch.Emails;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Splits a message at its first empty line, and its header into fields, byte for byte. What another parser might read differently is refused: names
/// with spaces, lines without a name, and lines of only spaces, which some servers take for the end of the header.
/// </summary>
internal sealed record RawHead(IReadOnlyList<RawField> Fields, ReadOnlyMemory<byte> Body)
{
    /// <summary>The maximum size of the header in bytes.</summary>
    public const int MaxBytes = 128 * 1024;

    public const int MaxFields = 1_000;

    /// <summary>Reads a message whose lines all end in CRLF.</summary>
    public static RawHead? Read(ReadOnlyMemory<byte> message, out string? fault)
    {
        var fields = new List<RawField>();
        var (start, end, number) = (0, 0, 0);
        fault = null;
        while (end < message.Length)
        {
            var length = message.Span[end..].IndexOf("\r\n"u8);
            if (length == 0)
                return new RawHead(Close(), message[(end + 2)..]);

            number++;
            if ((fault = FindFault(message.Span.Slice(end, length), isFirst: number == 1)) is not null)
                fault = $"has a header line that cannot be read, line {number}: it {fault}";
            else if (end + length > MaxBytes || fields.Count == MaxFields)
                fault = $"has a header of more than {MaxBytes:N0} bytes or {MaxFields:N0} fields";
            if (fault is not null)
                return null;

            if (!IsBlank(message.Span[end]))
            {
                Close();
                start = end;
            }

            end += length + 2;
        }

        return new RawHead(Close(), ReadOnlyMemory<byte>.Empty);

        List<RawField> Close()
        {
            if (end > start)
            {
                var colon = start + message.Span[start..].IndexOf((byte)':');
                fields.Add(new RawField(Encoding.ASCII.GetString(message.Span[start..colon]), message[(colon + 1)..end]));
            }

            start = end;
            return fields;
        }
    }

    public RawField? Find(string name) => Fields.FirstOrDefault(field => field.Is(name));

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        foreach (var field in Fields)
        {
            bytes.Write(Encoding.ASCII.GetBytes(field.Name));
            bytes.WriteByte((byte)':');
            bytes.Write(field.Value.Span);
        }

        bytes.Write("\r\n"u8);
        bytes.Write(Body.Span);
        return bytes.ToArray();
    }

    private static string? FindFault(ReadOnlySpan<byte> line, bool isFirst)
    {
        if (line.Length > HeaderText.MaxLineLength)
            return $"has {line.Length} octets, more than {HeaderText.MaxLineLength}; fold it";
        foreach (var octet in line)
        {
            if (octet is < 0x20 and not (byte)'\t' or 0x7F)
                return $"has {TextSafety.Show(new Rune((char)octet))} in it";
        }

        if (IsBlank(line[0]))
            return isFirst ? "begins with a space" : line.TrimStart(" \t"u8).IsEmpty ? "has only spaces" : null;

        var colon = line.IndexOf((byte)':');
        if (colon > 0 && !line[..colon].ContainsAnyExceptInRange((byte)'!', (byte)'~'))
            return null;
        return line.StartsWith("From "u8) ? "is the first line of a mailbox file; leave it out" : "must be a name, a colon and a value; an empty line ends the header";
    }

    private static bool IsBlank(byte octet) => octet is (byte)' ' or (byte)'\t';
}

/// <summary>A header field: its name, and what follows the colon up to and including the last CRLF.</summary>
internal sealed record RawField(string Name, ReadOnlyMemory<byte> Value)
{
    public bool Is(string name) => Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    public bool IsAscii => Ascii.IsValid(Value.Span);

    /// <summary>The unfolded value; bytes that are not UTF-8 are read as Latin-1.</summary>
    public string Text => (IsUtf8 ? Encoding.UTF8 : Encoding.Latin1).GetString(Value.Span).Replace("\r\n", "", StringComparison.Ordinal).Trim();

    public bool IsUtf8 => Utf8.IsValid(Value.Span);

    /// <summary>This field in ASCII, with encoded words (RFC 2047).</summary>
    public RawField Encoded()
    {
        try
        {
            return new RawField(Name, new Header(Encoding.UTF8, Name, Text).RawValue);
        }
        catch (FormatException)
        {
            // Its grammar does not allow it; then it is only text.
            return Of(Name, Text);
        }
    }

    public Header ToHeader()
    {
        // The constructor would have MimeKit parse the value of some fields.
        if (!Header.TryParse(Encoding.ASCII.GetBytes($"{Name}: x\r\n"), out var header))
            throw new InvalidDataException($"{Name} is not the name of a header field.");
        header.SetRawValue(Value.ToArray());
        return header;
    }

    public static RawField Of(string name, string value) => new(name, MessageComposer.RawValueOf(name, value));
}
