using System.Text;
using MimeKit.Encodings;

namespace MimeKit;

public abstract class InternetAddress : IEquatable<InternetAddress>
{
    private Encoding _encoding;
    private string? _name;

    protected InternetAddress(Encoding encoding, string? name)
    {
        ArgumentNullException.ThrowIfNull(encoding);

        _encoding = encoding;
        _name = name;
    }

    internal event Action? Changed;

    public Encoding Encoding
    {
        get => _encoding;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            _encoding = value;
            OnChanged();
        }
    }

    public string? Name
    {
        get => _name;
        set
        {
            _name = value;
            OnChanged();
        }
    }

    public abstract InternetAddress Clone();

    public abstract bool Equals(InternetAddress? other);

    public abstract string ToString(FormatOptions options, bool encode);

    public string ToString(bool encode) => ToString(FormatOptions.Default, encode);

    public override string ToString() => ToString(FormatOptions.Default, false);

    public override bool Equals(object? obj) => Equals(obj as InternetAddress);

    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    internal abstract void Encode(FoldingWriter line, bool first);

    protected virtual void OnChanged() => Changed?.Invoke();
}
