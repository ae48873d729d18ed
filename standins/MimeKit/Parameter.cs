using System.Diagnostics.CodeAnalysis;
using System.Text;
using MimeKit.Encodings;
using MimeKit.Utils;

namespace MimeKit;

public class Parameter
{
    private Encoding? _encoding;
    private ParameterEncodingMethod _encodingMethod;
    private bool _alwaysQuote;
    private string _value;

    public Parameter(string name, string value)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!name.All(Characters.IsAttribute)) throw new ArgumentException("A parameter name has attribute characters only.", nameof(name));
        ArgumentNullException.ThrowIfNull(value);

        Name = name;
        _value = value;
    }

    public Parameter(Encoding encoding, string name, string value)
        : this(name, value)
    {
        ArgumentNullException.ThrowIfNull(encoding);

        _encoding = encoding;
    }

    internal event Action? Changed;

    public string Name { get; }

    [AllowNull]
    public Encoding Encoding
    {
        get => _encoding ?? Encoding.UTF8;
        set => Set(ref _encoding, value);
    }

    public ParameterEncodingMethod EncodingMethod
    {
        get => _encodingMethod;
        set
        {
            if (!Enum.IsDefined(value)) throw new ArgumentOutOfRangeException(nameof(value));
            Set(ref _encodingMethod, value);
        }
    }

    public bool AlwaysQuote
    {
        get => _alwaysQuote;
        set => Set(ref _alwaysQuote, value);
    }

    public string Value
    {
        get => _value;
        set
        {
            ArgumentNullException.ThrowIfNull(value);
            Set(ref _value, value);
        }
    }

    public Parameter Clone() => new(Name, Value) { _encoding = _encoding, _encodingMethod = _encodingMethod, _alwaysQuote = _alwaysQuote };

    public override string ToString() => $"{Name}={MimeUtils.Quote(Value)}";

    internal void Encode(FoldingWriter line, Encoding charset)
    {
        if (Plain(line.Options) is { } plain) AppendPlain(line, plain);
        else if (Method(line.Options) == ParameterEncodingMethod.Rfc2231) new ExtendedParameter(line, Name, Value, _encoding ?? charset).Append();
        else EncodedWordParameter.Append(line, Name, Value, _encoding ?? charset);
    }

    private ParameterEncodingMethod Method(FormatOptions options)
        => _encodingMethod == ParameterEncodingMethod.Default ? options.ParameterEncodingMethod : _encodingMethod;

    // A token or a quoted string, or null where neither can hold the value or the line.
    private string? Plain(FormatOptions options)
    {
        if (Value.Any(c => c < 128 ? Characters.IsControl(c) : !options.International)) return null;

        var quote = _alwaysQuote || options.AlwaysQuoteParameterValues || !Value.All(Characters.IsAttribute);
        var plain = quote ? MimeUtils.Quote(Value) : Value;
        return Name.Length + 1 + plain.Length < options.MaxLineLength ? plain : null;
    }

    private void AppendPlain(FoldingWriter line, string value)
    {
        line.Append(';');
        if (line.LineLength + Name.Length + value.Length + 2 >= line.Options.MaxLineLength) line.Break("\t");
        else line.Append(' ');
        line.Append(Name).Append('=').Append(value);
    }

    private void Set<T>(ref T field, T value)
    {
        if (EqualityComparer<T>.Default.Equals(field, value)) return;
        field = value;
        Changed?.Invoke();
    }
}
