namespace EmailDispatch.Emails;

/// <summary>A position in a text; lines and columns start at 1.</summary>
internal readonly record struct JsonPosition(int Line, int Column)
{
    public static JsonPosition Start { get; } = new(1, 1);

    /// <summary>Returns the position after more bytes of UTF-8.</summary>
    public JsonPosition After(ReadOnlySpan<byte> text)
    {
        var lineBreaks = text.Count((byte)'\n');
        var column = lineBreaks == 0 ? Column : 1;
        foreach (var octet in text[(text.LastIndexOf((byte)'\n') + 1)..])
        {
            // Continuation bytes begin with 10.
            if ((octet & 0xC0) != 0x80)
                column++;
        }

        return new JsonPosition(Line + lineBreaks, column);
    }

    public override string ToString() => $"line {Line}, column {Column}";
}
