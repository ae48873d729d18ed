using System.Text;
using MimeKit.Encodings;

namespace MimeKit;

public class Header
{
    private Func<FormatOptions, string?> _international = _ => null;
    private string _value = "";

    public Header(Encoding encoding, HeaderId id, string value)
        : this(encoding, NameOf(id), value)
    {
    }

    public Header(HeaderId id, string value)
        : this(Encoding.UTF8, id, value)
    {
    }

    public Header(string field, string value)
        : this(Encoding.UTF8, field, value)
    {
    }

    public Header(Encoding encoding, string field, string value)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentException.ThrowIfNullOrEmpty(field);
        if (!field.All(Characters.IsFieldName)) throw new ArgumentException("A field name has printable ASCII and no colon.", nameof(field));

        Field = field;
        Id = field.ToHeaderId();
        SetValue(encoding, value);
    }

    /// <summary>A header whose text follows from an object: addresses, a content type, a disposition.</summary>
    internal Header(string field, Func<FormatOptions, string> format)
    {
        Field = field;
        Id = field.ToHeaderId();
        _international = format;
        RawValue = Encoding.UTF8.GetBytes(format(FormatOptions.Default));
        _value = Unfold(Encoding.UTF8.GetString(RawValue));
    }

    public string Field { get; }

    public HeaderId Id { get; }

    public byte[] RawField => Encoding.ASCII.GetBytes(Field);

    public byte[] RawValue { get; private set; } = [];

    public string Value
    {
        get => _value;
        set => SetValue(Encoding.UTF8, value);
    }

    public void SetValue(Encoding encoding, string value) => SetValue(FormatOptions.Default, encoding, value);

    public void SetValue(FormatOptions format, Encoding encoding, string value)
    {
        ArgumentNullException.ThrowIfNull(format);
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(value);

        var unfolded = Unfold(value);
        RawValue = HeaderValue.Raw(Id, Field, unfolded, encoding, format);
        _international = options => HeaderValue.International(Id, Field, unfolded, options);
        _value = unfolded;
    }

    public void SetRawValue(byte[] value)
    {
        ArgumentNullException.ThrowIfNull(value);
        if (value is not [.., (byte)'\n']) throw new ArgumentException("A raw value ends with a line break.", nameof(value));

        RawValue = value;
        _international = _ => null;
        _value = Unfold(Encoding.UTF8.GetString(value));
    }

    public override string ToString() => $"{Field}: {Value}";

    /// <summary>Without the white space at both ends, and without line breaks.</summary>
    public static string Unfold(string text)
        => text is null ? "" : text.Trim().Replace("\r", "", StringComparison.Ordinal).Replace("\n", "", StringComparison.Ordinal);

    internal byte[] GetRawValue(FormatOptions options) => options.International && _international(options) is { } text ? Encoding.UTF8.GetBytes(text) : RawValue;

    private static string NameOf(HeaderId id)
    {
        ArgumentOutOfRangeException.ThrowIfEqual((int)id, (int)HeaderId.Unknown, nameof(id));

        return id.ToHeaderName();
    }
}
