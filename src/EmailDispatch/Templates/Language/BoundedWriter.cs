using System.Globalization;
using System.Text;

namespace EmailDispatch.Templates.Language;

/// <summary>Collects what a template writes, up to a number of characters.</summary>
internal sealed class BoundedWriter(int maxLength) : TextWriter(CultureInfo.InvariantCulture)
{
    private readonly StringBuilder _text = new();

    public override Encoding Encoding => Encoding.Unicode;

    /// <exception cref="InvalidOperationException">The text would become too long.</exception>
    public override void Write(char value)
    {
        Reserve(1);
        _text.Append(value);
    }

    public override void Write(ReadOnlySpan<char> buffer)
    {
        Reserve(buffer.Length);
        _text.Append(buffer);
    }

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(string? value) => Write(value.AsSpan());

    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char[] buffer, int index, int count)
    {
        Write(buffer, index, count);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return Task.CompletedTask;
    }

    public override string ToString() => _text.ToString();

    private void Reserve(int length)
    {
        if (_text.Length + length > maxLength)
            throw new InvalidOperationException(string.Create(CultureInfo.InvariantCulture, $"it becomes longer than {maxLength:N0} characters"));
    }
}
