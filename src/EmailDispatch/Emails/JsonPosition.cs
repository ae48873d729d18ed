namespace EmailDispatch.Emails;

/// <summary>A place in a text as editors count it: lines and characters from 1.</summary>
internal readonly record struct JsonPosition(int Line, int Column)
{
    /// <summary>The beginning of a text.</summary>
    public static JsonPosition Start { get; } = new(1, 1);

    /// <summary>The place behind further bytes of UTF-8.</summary>
    public JsonPosition After(ReadOnlySpan<byte> text)
    {
        var lineBreaks = text.Count((byte)'\n');
        var column = lineBreaks == 0 ? Column : 1;
        foreach (var octet in text[(text.LastIndexOf((byte)'\n') + 1)..])
        {
            // All but the first byte of a character begin with 10.
            if ((octet & 0xC0) != 0x80)
                column++;
        }

        return new JsonPosition(Line + lineBreaks, column);
    }

    /// <inheritdoc />
    public override string ToString() => $"line {Line}, column {Column}";
}
