using System.Diagnostics.CodeAnalysis;
using System.Text;
using MimeKit.Encodings;

namespace MimeKit;

public class ContentType
{
    private string _mediaType;
    private string _mediaSubtype;

    public ContentType(string mediaType, string mediaSubtype)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        ArgumentNullException.ThrowIfNull(mediaSubtype);

        _mediaType = mediaType;
        _mediaSubtype = mediaSubtype;
        Parameters.Changed += OnChanged;
    }

    internal event Action? Changed;

    public string MediaType
    {
        get => _mediaType;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _mediaType = value;
            OnChanged();
        }
    }

    public string MediaSubtype
    {
        get => _mediaSubtype;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _mediaSubtype = value;
            OnChanged();
        }
    }

    public string MimeType => $"{MediaType}/{MediaSubtype}";

    public ParameterList Parameters { get; } = [];

    public string? Boundary
    {
        get => Parameters["boundary"];
        set => Set("boundary", value);
    }

    public string? Charset
    {
        get => Parameters["charset"];
        set => Set("charset", value);
    }

    public Encoding? CharsetEncoding
    {
        get
        {
            try
            {
                return Charset is { } charset ? Encoding.GetEncoding(charset) : null;
            }
            catch (ArgumentException)
            {
                return null;
            }
        }

        set => Charset = value is null ? null : EncodedWord.CharsetName(value);
    }

    public string? Format
    {
        get => Parameters["format"];
        set => Set("format", value);
    }

    public string? Name
    {
        get => Parameters["name"];
        set => Set("name", value);
    }

    public static ContentType Parse(string text) => Parse(text, strict: true);

    public static bool TryParse(string? text, [NotNullWhen(true)] out ContentType? type)
    {
        try
        {
            type = text is null ? null : Parse(text, strict: false);
        }
        catch (ParseException)
        {
            type = null;
        }

        return type is not null;
    }

    public bool IsMimeType(string mediaType, string mediaSubtype)
    {
        ArgumentNullException.ThrowIfNull(mediaType);
        ArgumentNullException.ThrowIfNull(mediaSubtype);

        return Matches(mediaType, MediaType) && Matches(mediaSubtype, MediaSubtype);
    }

    public ContentType Clone()
    {
        var clone = new ContentType(MediaType, MediaSubtype);
        foreach (var parameter in Parameters) clone.Parameters.Add(parameter.Clone());
        return clone;
    }

    public override string ToString() => $"Content-Type: {MimeType}{Parameters}";

    internal string Encode(FormatOptions options, Encoding charset)
    {
        var line = FoldingWriter.For("Content-Type", options).Append(' ').Append(MimeType);
        Parameters.Encode(line, charset);
        return line.ToString() + options.NewLine;
    }

    private static bool Matches(string pattern, string value)
        => pattern == "*" || pattern.Equals(value, StringComparison.OrdinalIgnoreCase);

    private static ContentType Parse(string text, bool strict)
    {
        ArgumentNullException.ThrowIfNull(text);

        var scanner = new HeaderScanner(text);
        ParameterReader.Require(scanner.SkipBlanksAndComments(), scanner);
        var type = scanner.TakeWhile(c => c != '/' && Characters.IsAtom(c));
        ParameterReader.Require(type.Length > 0 && scanner.SkipBlanksAndComments() && scanner.Skip('/'), scanner);
        ParameterReader.Require(scanner.SkipBlanksAndComments(), scanner);
        var subtype = scanner.TakeWhile(Characters.IsSubtype);
        ParameterReader.Require(subtype.Length > 0, scanner);

        var contentType = new ContentType(type, subtype);
        ParameterReader.Read(scanner, contentType.Parameters, strict);
        return contentType;
    }

    private void Set(string parameter, string? value)
    {
        if (value is null) Parameters.Remove(parameter);
        else Parameters[parameter] = value;
    }

    private void OnChanged() => Changed?.Invoke();
}
