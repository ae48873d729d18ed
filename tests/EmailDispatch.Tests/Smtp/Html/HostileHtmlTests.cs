using EmailDispatch.Emails.Advising;
using EmailDispatch.Smtp.Html;

namespace EmailDispatch.Tests.Smtp.Html;

/// <summary>One megabyte of HTML that was made to be expensive. Memory is counted exactly; a clock proves nothing on a loaded machine.</summary>
public sealed class HostileHtmlTests
{
    private const int Length = 1024 * 1024;
    private const long MaxAllocated = 50L * 1024 * 1024;

    public static TheoryData<string> Shapes =>
    [
        "<div>", "<ul>", "<ol><li>", "<ul><li>x", "<ol><li>x<br>y", "<blockquote>x", "<table><tr><td>", "<table><tr><th>x<td>y", "<td>x", "<b>", "<a>",
        "<a href=https://x>", "<a href=https://x>x", "<p>x", "<pre>\n", "<select><option>x", "<svg><g>", "<math><mi>", "<template>", "<dl><dt>x<dd>y", "<font size=1>",
        "<o:p>", "<button>", "<form>", "<h1><h2>", "<b></i>", "</div>", "</p>", "</b></a></td>", "<br>", "<hr>", "<img alt=x>", "<li>", "<span style=display:none>",
        "<div style='font-size:0;visibility:hidden'>", "&amp;", "&", "&#65;", "&#", "&notit", "&CounterClockwiseContourIntegra", "&#00000000000000000", "&nGt;", "<", "<!", "</", "<a ", "<!--", "-->",
        "<!-- x -->", "<!---", "<![CDATA[", "<![CDATA[x]]>", "<?x ", "<script>", "<script></script>", "<style>x</style", "<title>", "<textarea>", "</textarea", "<xmp>x</xmp>", "<plaintext>", "<noscript><iframe>",
        "<x", "<x y=\"", "<x y='z' ", "<p a b c ", "<a href=\"https://acme.test/", "\n", " ", "x ", "x", "😀", "\u200B", "<p>\n", "<pre>x  \n", "<div style=\"a:b;c:d;\">", "<div style=\";;;;",
    ];

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Repeated_shape_costs_little_memory(string unit) => Check(Repeat(unit, Length));

    [Theory]
    [InlineData("<p>", "<b id=i>", "</p><p>x")]
    [InlineData("<table>", "<tr><td><b>", "</b></td></tr><tr>")]
    [InlineData("<a href=https://x>", "<i><div>", "</i>x")]
    [InlineData("<ul>", "<ul><li>", "<br>x")]
    [InlineData("", "<font><b><i>", "</font></b></i>")]
    [InlineData("<svg>", "<g>", "</g><title/>")]
    [InlineData("<b><div>", "<i>", "</b>")]
    [InlineData("<table>", "<div>", "<td>x")]
    [InlineData("<x ", "a", "=\"b\" ")]
    [InlineData("<p style=\"", "display:", "none;&amp;")]
    [InlineData("<a href=\"https://x.test/", "a", "&amp;")]
    [InlineData("<!--", "--", "-!>")]
    [InlineData("<script>", "</", "</scrip")]
    public void Shape_with_a_long_beginning_costs_little_memory(string start, string first, string second) =>
        Check(start + Repeat(first, Length / 2) + Repeat(second, Length / 2));

    [Fact]
    public void Nested_list_does_not_grow_faster_than_its_html()
    {
        var html = Repeat("<ul><li>x", 100_000);

        Assert.InRange(HtmlText.From(html).Length, 1, 4 * html.Length);
    }

    private static string Repeat(string unit, int length) => string.Concat(Enumerable.Repeat(unit, length / unit.Length));

    private static void Check(string html)
    {
        // Once before, so that what is made once for all is not counted.
        HtmlText.From("<p>x &amp; y</p>");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var text = HtmlText.From(html);
        var links = BodyLinks.OfHtml(html);

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, MaxAllocated);
        Assert.InRange(text.Length, 1, PlainTextWriter.MaxLength + 16);
        Assert.InRange(links.Examined, 0, html.Length);
    }
}
