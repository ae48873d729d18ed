using System.Text;

namespace MimeKit;

public class FormatOptions
{
    internal const int MinimumLineLength = 60;
    internal const int MaximumLineLength = 998;

    public static readonly FormatOptions Default = new();

    private int _maxLineLength = 78;
    private NewLineFormat _newLineFormat = Environment.NewLine.Length == 1 ? NewLineFormat.Unix : NewLineFormat.Dos;
    private ParameterEncodingMethod _parameterEncodingMethod = ParameterEncodingMethod.Rfc2231;
    private bool _ensureNewLine;
    private bool _international;
    private bool _allowMixedHeaderCharsets;
    private bool _alwaysQuoteParameterValues;

    public int MaxLineLength
    {
        get => _maxLineLength;
        set => Set(ref _maxLineLength, InRange(value));
    }

    public NewLineFormat NewLineFormat
    {
        get => _newLineFormat;
        set
        {
            if (value is not (NewLineFormat.Unix or NewLineFormat.Dos)) throw new ArgumentOutOfRangeException(nameof(value));
            Set(ref _newLineFormat, value);
        }
    }

    public ParameterEncodingMethod ParameterEncodingMethod
    {
        get => _parameterEncodingMethod;
        set
        {
            if (value is not (ParameterEncodingMethod.Rfc2047 or ParameterEncodingMethod.Rfc2231))
                throw new ArgumentOutOfRangeException(nameof(value));
            Set(ref _parameterEncodingMethod, value);
        }
    }

    public bool EnsureNewLine
    {
        get => _ensureNewLine;
        set => Set(ref _ensureNewLine, value);
    }

    public bool International
    {
        get => _international;
        set => Set(ref _international, value);
    }

    public bool AllowMixedHeaderCharsets
    {
        get => _allowMixedHeaderCharsets;
        set => Set(ref _allowMixedHeaderCharsets, value);
    }

    public bool AlwaysQuoteParameterValues
    {
        get => _alwaysQuoteParameterValues;
        set => Set(ref _alwaysQuoteParameterValues, value);
    }

    public HashSet<HeaderId> HiddenHeaders { get; private init; } = [];

    internal string NewLine => _newLineFormat == NewLineFormat.Unix ? "\n" : "\r\n";

    internal byte[] NewLineBytes => Encoding.ASCII.GetBytes(NewLine);

    public FormatOptions Clone() => new()
    {
        _maxLineLength = _maxLineLength,
        _newLineFormat = _newLineFormat,
        _parameterEncodingMethod = _parameterEncodingMethod,
        _ensureNewLine = _ensureNewLine,
        _international = _international,
        _allowMixedHeaderCharsets = _allowMixedHeaderCharsets,
        _alwaysQuoteParameterValues = _alwaysQuoteParameterValues,
        HiddenHeaders = [.. HiddenHeaders],
    };

    internal static int InRange(int lineLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(lineLength, MinimumLineLength);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lineLength, MaximumLineLength);
        return lineLength;
    }

    private void Set<T>(ref T field, T value)
    {
        if (ReferenceEquals(this, Default)) throw new InvalidOperationException("The default options are shared and read-only.");
        field = value;
    }
}
