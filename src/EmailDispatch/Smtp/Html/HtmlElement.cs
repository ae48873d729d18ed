using System.Collections.Frozen;
using static EmailDispatch.Smtp.Html.HtmlTraits;

namespace EmailDispatch.Smtp.Html;

/// <summary>A kind of element. All elements that need no special treatment are one kind, with an empty name.</summary>
internal sealed class HtmlElement(string name, int index, HtmlTraits traits)
{
    private static readonly (HtmlTraits Traits, string Names)[] Known =
    [
        (None, "a b em font i math small span strong svg u"),
        (Empty, "area base basefont bgsound br col embed frame img input keygen link meta param source track wbr"),
        (Empty | Block, "hr"),
        (Block, "address article aside center details dialog div fieldset figcaption figure footer form header hgroup legend main nav optgroup option search section summary"),
        (Block | Spaced, "blockquote h1 h2 h3 h4 h5 h6"),
        (Block | Spaced | Paragraph, "p"),
        (Block | Spaced | List, "dir menu ol ul"),
        (Block | Item, "li"),
        (Block | Scope, "dl"),
        (Block | Term, "dd dt"),
        (Block | Spaced | Preformatted, "listing pre"),
        (Block | Spaced | Preformatted | RawText, "plaintext xmp"),
        (Block | Preformatted | RawText, "textarea"),
        (Hidden | RawText, "iframe noembed noframes script style title"),
        (Hidden | Scope, "template xml"),
        (Hidden, "datalist"),
        (Scope, "applet button marquee object"),
        (Block | Spaced | Scope | Table, "table"),
        (Block | Scope | RowGroup, "caption"),
        (RowGroup, "colgroup tbody tfoot thead"),
        (Block | Row, "tr"),
        (Scope | Cell, "td th"),
    ];

    private static readonly FrozenDictionary<string, HtmlElement> All = Known
        .SelectMany(group => group.Names.Split(' ').Select(name => (Name: name, group.Traits)))
        .Select((element, n) => new HtmlElement(element.Name, n + 1, element.Traits))
        .ToFrozenDictionary(element => element.Name, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, HtmlElement>.AlternateLookup<ReadOnlySpan<char>> Lookup = All.GetAlternateLookup<ReadOnlySpan<char>>();

    private static readonly HtmlElement Other = new("", 0, None);

    /// <summary>The number of kinds.</summary>
    public static int Count => All.Count + 1;

    /// <summary>The name in lower case.</summary>
    public string Name { get; } = name;

    /// <summary>The number of this kind, from 0.</summary>
    public int Index { get; } = index;

    public HtmlTraits Traits { get; } = traits;

    /// <summary>Finds the kind of an element by its name, ignoring case.</summary>
    public static HtmlElement Find(ReadOnlySpan<char> name) => Lookup.TryGetValue(name, out var element) ? element : Other;

    /// <summary>Whether the element has any of these traits.</summary>
    public bool Is(HtmlTraits any) => (Traits & any) != 0;
}
