using System.Text;
using MimeKit;

namespace EmailDispatch.Tests.Smtp;

/// <summary>What MimeKit writes, as text of one character a byte.</summary>
internal static class MimeKitText
{
    public static FormatOptions Crlf(bool international = false)
    {
        var options = FormatOptions.Default.Clone();
        options.NewLineFormat = NewLineFormat.Dos;
        options.International = international;
        return options;
    }

    public static string Write(MimeMessage message, FormatOptions? options = null)
    {
        using var stream = new MemoryStream();
        message.WriteTo(options ?? Crlf(), stream, CancellationToken.None);
        return Encoding.Latin1.GetString(stream.ToArray());
    }

    /// <summary>What follows the field's colon up to the field's end, with its folds.</summary>
    public static string Field(MimeMessage message, string name, bool international = false)
    {
        var lines = Write(message, Crlf(international)).Split("\r\n");
        var first = Array.FindIndex(lines, line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase));
        var more = lines.Skip(first + 1).TakeWhile(line => line.StartsWith(' ') || line.StartsWith('\t'));
        var value = string.Join("\r\n", more.Prepend(lines[first][(name.Length + 1)..]));
        return international ? Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(value)) : value;
    }

    public static string Body(MimeMessage message, FormatOptions? options = null)
    {
        var text = Write(message, options);
        var newLine = options is { NewLineFormat: NewLineFormat.Unix } ? "\n" : "\r\n";
        return text[(text.IndexOf(newLine + newLine, StringComparison.Ordinal) + (2 * newLine.Length))..];
    }
}
