using System.Buffers.Text;

namespace MimeKit.IO;

/// <summary>RFC 2045 section 6.8, in lines of at most 76 characters, each of them ended.</summary>
internal sealed class Base64Filter(int maxLineLength) : IContentFilter
{
    private readonly byte[] _line = new byte[Math.Min(maxLineLength, 76) / 4 * 3];
    private int _held;

    public void Write(ReadOnlySpan<byte> input, bool last, PooledBuffer output)
    {
        if (_held > 0)
        {
            var missing = Math.Min(_line.Length - _held, input.Length);
            input[..missing].CopyTo(_line.AsSpan(_held));
            _held += missing;
            input = input[missing..];
            if (_held == _line.Length) EndLine(output);
        }

        for (; input.Length >= _line.Length; input = input[_line.Length..]) WriteLine(input[.._line.Length], output);

        // Something is left only if nothing is held by now.
        input.CopyTo(_line.AsSpan(_held));
        _held += input.Length;
        if (last && _held > 0) EndLine(output);
    }

    private void EndLine(PooledBuffer output)
    {
        WriteLine(_line.AsSpan(0, _held), output);
        _held = 0;
    }

    private static void WriteLine(ReadOnlySpan<byte> bytes, PooledBuffer output)
    {
        Base64.EncodeToUtf8(bytes, output.GetSpan(Base64.GetMaxEncodedToUtf8Length(bytes.Length)), out _, out var written);
        output.Advance(written);
        output.Add((byte)'\n');
    }
}
