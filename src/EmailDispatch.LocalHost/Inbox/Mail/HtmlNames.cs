namespace EmailDispatch.LocalHost.Inbox.Mail;

/// <summary>Names of HTML elements and attributes by what they do.</summary>
internal static class HtmlNames
{
    private static readonly HashSet<string> Raw = Set("script style title textarea iframe noembed noframes xmp plaintext");

    private static readonly HashSet<string> Block = Set(
        "address article aside blockquote body br center dd div dl dt footer h1 h2 h3 h4 h5 h6 header hr li main nav ol p pre section table td th tr ul");

    private static readonly HashSet<string> Shown = Set(
        "a abbr acronym address article aside b bdi bdo big blockquote body br caption center cite code col colgroup dd del details dfn dir div dl dt em "
        + "figcaption figure font footer h1 h2 h3 h4 h5 h6 head header hr html i img ins kbd li main mark menu nav ol p pre q s samp section small span "
        + "strike strong style sub summary sup table tbody td tfoot th thead time tr tt u ul var wbr");

    private static readonly HashSet<string> ShownAttributes = Set(
        "align alt aria-label bgcolor border cellpadding cellspacing class color cols colspan dir face height hspace id lang noshade nowrap open role rows "
        + "rowspan rules scope size span start style summary title type valign value vspace width");

    /// <summary>Whether the element's content is not shown as text.</summary>
    public static bool IsRaw(string element) => Raw.Contains(element);

    public static bool IsBlock(string element) => Block.Contains(element);

    /// <summary>Whether the page shows the element; of the others it shows the content.</summary>
    public static bool IsShown(string element) => Shown.Contains(element);

    public static bool IsShownAttribute(string attribute) => ShownAttributes.Contains(attribute);

    public static bool IsRemote(string url) =>
        url.StartsWith("//", StringComparison.Ordinal) || url.StartsWith("http://", StringComparison.OrdinalIgnoreCase)
        || url.StartsWith("https://", StringComparison.OrdinalIgnoreCase);

    private static HashSet<string> Set(string names) => new(names.Split(' '), StringComparer.OrdinalIgnoreCase);
}
