using System.Text;
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
        using var text = new MemoryStream();
        Content.DecodeTo(text);
        return encoding.GetString(text.GetBuffer(), 0, (int)text.Length);
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

        SetText(Encoding.GetEncoding(charset), text);
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
