using System.Text;
using MimeKit.IO;
using MimeKit.Text;

namespace MimeKit;

public class TextPart : MimePart
{
    public TextPart()
        : this("plain")
    {
    }

    public TextPart(string subtype)
        : base("text", subtype)
    {
    }

    public TextPart(TextFormat format)
        : this(SubtypeOf(format))
    {
        if (format == TextFormat.Flowed) ContentType.Format = "flowed";
    }

    public bool IsHtml => ContentType.IsMimeType("text", "html");

    public bool IsPlain => ContentType.IsMimeType("text", "plain");

    public string Text
    {
        get => GetText(ContentType.CharsetEncoding ?? Encoding.UTF8);
        set => SetText(Encoding.UTF8, value);
    }

    public string GetText(Encoding encoding)
    {
        ArgumentNullException.ThrowIfNull(encoding);

        if (Content is null) return "";
        using var content = new MemoryStream();
        Content.DecodeTo(content);
        using var text = new PooledBuffer();
        new NewLineFilter(FormatOptions.Default, ensureNewLine: false).Write(content.ToArray(), last: true, text);
        return encoding.GetString(text.Written.Span);
    }

    public void SetText(Encoding encoding, string text)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(text);

        ContentType.CharsetEncoding = encoding;
        Content = new MimeContent(new MemoryStream(encoding.GetBytes(text)));
    }

    public void SetText(string charset, string text)
    {
        ArgumentNullException.ThrowIfNull(charset);

        try
        {
            SetText(Encoding.GetEncoding(charset), text);
        }
        catch (ArgumentException e)
        {
            throw new NotSupportedException($"The charset {charset} is not known.", e);
        }
    }

    private static string SubtypeOf(TextFormat format) => format switch
    {
        TextFormat.Plain or TextFormat.Flowed => "plain",
        TextFormat.Html => "html",
        TextFormat.Enriched => "enriched",
        TextFormat.RichText or TextFormat.CompressedRichText => "rtf",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };
}
