using System.Globalization;

namespace EmailDispatch.Emails.Idn;

/// <summary>
/// The Unicode data for UTS 46, from <c>idna.txt</c>, which <c>eng/idna/generate.mjs</c> writes. System libraries differ or are missing, but the
/// ASCII form of a domain must not depend on the machine.
/// </summary>
internal sealed class UnicodeTable
{
    private readonly Dictionary<string, string> _sections;
    private readonly Dictionary<int, string> _mapped;
    private readonly Dictionary<(int First, int Second), int> _composed;
    private readonly Dictionary<int, (int First, int Second)> _decomposed;
    private readonly Dictionary<int, int> _markOrder = [];

    private UnicodeTable(string text)
    {
        _sections = text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Chunk(2).ToDictionary(lines => lines[0], lines => lines[1]);
        (Valid, Ignored, Mark, Virama) = (Read("valid"), Read("ignored"), Read("mark"), Read("virama"));
        (JoinsNext, JoinsPrevious, JoinsThrough) = (Read("joins next"), Read("joins previous"), Read("joins through"));
        (BidiRight, BidiArabicNumber, BidiNumber) = (Read("bidi right"), Read("bidi arabic number"), Read("bidi number"));
        (BidiLeft, BidiMark, BidiNeutral) = (Read("bidi left"), Read("bidi mark"), Read("bidi neutral"));
        _mapped = Pairs("mapped").ToDictionary(pair => Hex(pair[0]), pair => string.Concat(Codes(pair[1]).Select(char.ConvertFromUtf32)));
        _composed = Pairs("composed").ToDictionary(pair => Codes(pair[0]) is [var first, var second] ? (first, second) : default, pair => Hex(pair[1]));
        _decomposed = _composed.ToDictionary(pair => pair.Value, pair => pair.Key);
        for (var order = 1; _sections.ContainsKey($"class {order}"); order++)
        {
            foreach (var mark in Read($"class {order}").All())
                _markOrder[mark] = order;
        }

        _sections.Clear();
    }

    /// <summary>Loaded on the first non-ASCII domain.</summary>
    public static UnicodeTable Instance => field ??= new UnicodeTable(ReadText());

    public CodePoints Valid { get; }
    public CodePoints Ignored { get; }
    public CodePoints Mark { get; }
    public CodePoints Virama { get; }
    public CodePoints JoinsNext { get; }
    public CodePoints JoinsPrevious { get; }
    public CodePoints JoinsThrough { get; }
    public CodePoints BidiLeft { get; }
    public CodePoints BidiRight { get; }
    public CodePoints BidiNumber { get; }
    public CodePoints BidiArabicNumber { get; }
    public CodePoints BidiMark { get; }
    public CodePoints BidiNeutral { get; }

    /// <summary>The UTS 46 mapping of a character, or null.</summary>
    public string? MappingOf(int code) => _mapped.GetValueOrDefault(code);

    /// <summary>The composed form of two characters, or 0.</summary>
    public int Compose(int first, int second) => _composed.GetValueOrDefault((first, second));

    public bool TryDecompose(int code, out (int First, int Second) parts) => _decomposed.TryGetValue(code, out parts);

    /// <summary>The combining class of a mark; 0 for other characters.</summary>
    public int OrderOf(int code) => _markOrder.GetValueOrDefault(code);

    private static string ReadText()
    {
        using var stream = typeof(UnicodeTable).Assembly.GetManifestResourceStream("idna.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }

    private CodePoints Read(string section) => new(_sections[section].Split(' ').Select(range =>
    {
        var dash = range.IndexOf('-', StringComparison.Ordinal);
        return dash < 0 ? (Hex(range), Hex(range)) : (Hex(range[..dash]), Hex(range[(dash + 1)..]));
    }));

    private IEnumerable<string[]> Pairs(string section) => _sections[section].Split(' ').Select(pair => pair.Split('='));

    private static List<int> Codes(string text) => [.. text.Split('+', StringSplitOptions.RemoveEmptyEntries).Select(Hex)];

    private static int Hex(string text) => int.Parse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
}
