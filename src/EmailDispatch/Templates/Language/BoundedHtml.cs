using System.Globalization;
using AngleSharp;
using AngleSharp.Dom;
using AngleSharp.Html.Dom;
using AngleSharp.Html.Parser;
using AngleSharp.Html.Parser.Tokens.Struct;

namespace EmailDispatch.Templates.Language;

/// <summary>
/// Parses HTML with bounds that hold while it is parsed. Formatting elements that are left open are copied into every block that follows, so a short
/// text could become millions of elements; and each end tag is looked for among all open elements.
/// </summary>
internal static class BoundedHtml
{
    public const int MaxElements = 5_000;

    public const int MaxDepth = 100;

    /// <summary>The most attributes of an element; copies have them too.</summary>
    public const int MaxAttributes = 50;

    // Start tags, end tags and some comments.
    private const int MaxTags = 2 * MaxElements + 1_000;

    private static readonly IElementFactory<Document, HtmlElement> Factory = BrowsingContext.New(Configuration.Default).GetService<IElementFactory<Document, HtmlElement>>()!;

    /// <summary>Returns the document; null, with the fault as a sentence without its subject, if it is too large.</summary>
    public static IHtmlDocument? Parse(string html, out string fault)
    {
        fault = "";
        if (html.AsSpan().Count('<') > MaxTags)
        {
            fault = TooManyElements;
            return null;
        }

        var context = BrowsingContext.New(Configuration.Default.WithOnly<IElementFactory<Document, HtmlElement>>(new CountingFactory()));
        try
        {
            var document = new HtmlParser(new HtmlParserOptions { ShouldEmitAttribute = Attribute }, context).ParseDocument(html);
            fault = FindDepthFault(document) ?? "";
            return fault.Length == 0 ? document : null;
        }
        catch (TooLargeException large)
        {
            fault = large.Message;
            return null;
        }
    }

    private static string TooManyElements => string.Create(CultureInfo.InvariantCulture, $"has more than {MaxElements} elements");

    private static bool Attribute(ref StructHtmlToken token, ReadOnlyMemory<char> name) =>
        token.Attributes.Count < MaxAttributes ? true : throw new TooLargeException($"has an element with more than {MaxAttributes} attributes");

    /// <summary>Walks without recursion, because the depth is not known yet.</summary>
    private static string? FindDepthFault(IDocument document)
    {
        var depth = 0;
        for (INode? node = document; node is not null;)
        {
            if (node is IElement && depth > MaxDepth)
                return $"has elements nested more than {MaxDepth} deep";
            if (node.FirstChild is { } child)
            {
                (node, depth) = (child, depth + 1);
                continue;
            }

            while (node is not null && node.NextSibling is null)
                (node, depth) = (node.Parent, depth - 1);
            node = node?.NextSibling;
        }

        return null;
    }

    // Copies are made by it too.
    private sealed class CountingFactory : IElementFactory<Document, HtmlElement>
    {
        private int _elements;

        public HtmlElement Create(Document document, string localName, string? prefix = null, NodeFlags flags = NodeFlags.None) =>
            ++_elements <= MaxElements ? Factory.Create(document, localName, prefix, flags) : throw new TooLargeException(TooManyElements);
    }

    private sealed class TooLargeException(string message) : Exception(message);
}
