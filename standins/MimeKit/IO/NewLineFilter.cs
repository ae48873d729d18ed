using System.Buffers;

namespace MimeKit.IO;

/// <summary>Makes every line end as the message's lines end. A bare CR stays what it is.</summary>
internal sealed class NewLineFilter(FormatOptions options, bool ensureNewLine) : IContentFilter
{
    private readonly bool _dos = options.NewLineFormat == NewLineFormat.Dos;
    private bool _afterReturn;
    private bool _afterNewLine;

    public void Write(ReadOnlySpan<byte> input, bool last, PooledBuffer output)
    {
        if (_dos) WriteDos(input, output);
        else WriteUnix(input, output);

        if (last && ensureNewLine && !_afterNewLine) output.Write(_dos && _afterReturn ? "\n"u8 : _dos ? "\r\n"u8 : "\n"u8);
    }

    private void WriteDos(ReadOnlySpan<byte> input, PooledBuffer output)
    {
        while (input.Length > 0)
        {
            var length = input.IndexOf((byte)'\n');
            var line = length < 0 ? input : input[..length];
            output.Write(line);
            if (line.Length > 0) _afterReturn = line[^1] == '\r';
            else if (_afterNewLine) _afterReturn = false;
            _afterNewLine = length >= 0;
            if (length < 0) return;

            output.Write(_afterReturn ? "\n"u8 : "\r\n"u8);
            _afterReturn = false;
            input = input[(length + 1)..];
        }
    }

    private void WriteUnix(ReadOnlySpan<byte> input, PooledBuffer output)
    {
        foreach (var b in input)
        {
            if (_afterReturn && b != '\n') output.Add((byte)'\r');
            _afterReturn = b == '\r';
            _afterNewLine = b == '\n';
            if (!_afterReturn) output.Add(b);
        }
    }
}
