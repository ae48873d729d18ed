using System.Text;

namespace EmailDispatch.Tests.Smtp;

/// <summary>Lines and bytes of one connection; bytes are kept one to one as Latin-1 characters.</summary>
internal sealed class SmtpWire(Stream stream)
{
    private readonly byte[] buffer = new byte[16 * 1024];
    private int start;
    private int end;

    public Stream Stream => stream;

    public async Task<string?> ReadLineAsync(CancellationToken cancellationToken)
    {
        var line = new StringBuilder();

        while (true)
        {
            var newLine = buffer.AsSpan(start, end - start).IndexOf((byte)'\n');
            var count = newLine < 0 ? end - start : newLine + 1;
            line.Append(Encoding.Latin1.GetString(buffer, start, count));
            start += count;

            if (newLine >= 0)
                return line.ToString().TrimEnd('\n').TrimEnd('\r');

            if (!await FillAsync(cancellationToken))
                return null;
        }
    }

    public async Task<string> ReadExactlyAsync(int size, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();

        while (text.Length < size && (start < end || await FillAsync(cancellationToken)))
        {
            var count = Math.Min(size - text.Length, end - start);
            text.Append(Encoding.Latin1.GetString(buffer, start, count));
            start += count;
        }

        return text.ToString();
    }

    public async Task WriteAsync(string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.Latin1.GetBytes(text), cancellationToken);

    private async Task<bool> FillAsync(CancellationToken cancellationToken)
    {
        start = 0;
        end = await stream.ReadAsync(buffer, cancellationToken);

        return end > 0;
    }
}
