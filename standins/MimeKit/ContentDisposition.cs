using System.Diagnostics.CodeAnalysis;
using System.Text;
using MimeKit.Encodings;

namespace MimeKit;

public class ContentDisposition
{
    public const string Attachment = "attachment";
    public const string FormData = "form-data";
    public const string Inline = "inline";

    private string _disposition = "";

    public ContentDisposition(string disposition)
    {
        Disposition = disposition;
        Parameters.Changed += OnChanged;
    }

    public ContentDisposition()
        : this(Attachment)
    {
    }

    internal event Action? Changed;

    public string Disposition
    {
        get => _disposition;
        set
        {
            ArgumentException.ThrowIfNullOrEmpty(value);
            if (!value.All(Characters.IsAtom)) throw new ArgumentException("A disposition is an atom.", nameof(value));
            _disposition = value;
            OnChanged();
        }
    }

    public bool IsAttachment
    {
        get => Disposition.Equals(Attachment, StringComparison.OrdinalIgnoreCase);
        set => Disposition = value ? Attachment : Inline;
    }

    public ParameterList Parameters { get; } = [];

    public string? FileName
    {
        get => Parameters["filename"];
        set
        {
            if (value is null) Parameters.Remove("filename");
            else Parameters["filename"] = value;
        }
    }

    public static ContentDisposition Parse(string text) => Parse(text, strict: true);

    public static bool TryParse(string? text, [NotNullWhen(true)] out ContentDisposition? disposition)
    {
        try
        {
            disposition = text is null ? null : Parse(text, strict: false);
        }
        catch (ParseException)
        {
            disposition = null;
        }

        return disposition is not null;
    }

    public override string ToString() => $"Content-Disposition: {Disposition}{Parameters}";

    internal string Encode(FormatOptions options, Encoding charset)
    {
        var line = FoldingWriter.For("Content-Disposition", options).Append(' ').Append(Disposition);
        Parameters.Encode(line, charset);
        return line.ToString() + options.NewLine;
    }

    private static ContentDisposition Parse(string text, bool strict)
    {
        ArgumentNullException.ThrowIfNull(text);

        var scanner = new HeaderScanner(text);
        ParameterReader.Require(scanner.SkipBlanksAndComments(), scanner);
        var atom = scanner.TakeWhile(Characters.IsAtom);
        ParameterReader.Require(atom.Length > 0, scanner);

        var disposition = new ContentDisposition(atom);
        ParameterReader.Read(scanner, disposition.Parameters, strict);
        return disposition;
    }

    private void OnChanged() => Changed?.Invoke();
}
