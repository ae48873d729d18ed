using EmailDispatch.Smtp.Html;

namespace EmailDispatch.Tests.Smtp.Html;

public sealed class HtmlTextTests
{
    [Theory]
    [InlineData("<p>Hi</p>", "Hi\n")]
    [InlineData("<p>One</p><p>Two</p>", "One\n\nTwo\n")]
    [InlineData("<div>One</div><div>Two</div>", "One\nTwo\n")]
    [InlineData("One<br>Two<br><br>Three", "One\nTwo\n\nThree\n")]
    [InlineData("<p>a   b\n c</p>", "a b c\n")]
    [InlineData("<ul><li>One</li><li>Two</li></ul>", "- One\n- Two\n")]
    [InlineData("<a href=\"https://example.com/x\">Open</a> now", "Open (https://example.com/x) now\n")]
    [InlineData("<a href=\"https://example.com\">https://example.com</a>", "https://example.com\n")]
    [InlineData("<a href=\"javascript:alert(1)\">Open</a>", "Open\n")]
    [InlineData("<img src=x alt=Logo> Acme", "Logo Acme\n")]
    [InlineData("<head><title>T</title><style>p{}</style></head><body><script>x()</script>Text</body>", "Text\n")]
    [InlineData("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc\n")]
    [InlineData("Fish &amp; chips &lt;3", "Fish & chips <3\n")]
    [InlineData("<p>مرحبا <b>日本</b>語 😀</p>", "مرحبا 日本語 😀\n")]
    [InlineData("", "\n")]
    public void Html_becomes_text(string html, string expected) => Assert.Equal(expected, HtmlText.From(html));

    [Theory]
    [InlineData("<a href=\"https://acme.test/c?t=1\"><img src=b.png alt=\"Confirm your address\"></a>", "Confirm your address (https://acme.test/c?t=1)\n")]
    [InlineData("<p>See</p><a href=\"https://acme.test/c\"><img src=b.png></a><p>Bye", "See\n\nhttps://acme.test/c\n\nBye\n")]
    [InlineData("<a href=\"https://acme.test/r?to=example.com\">example.com</a>", "example.com (https://acme.test/r?to=example.com)\n")]
    [InlineData("<a href=\"https://acme.test/confirm\">confirm</a>", "confirm (https://acme.test/confirm)\n")]
    [InlineData("<a href=\"https://acme.test/\">acme.test</a>", "acme.test\n")]
    [InlineData("<a href=\"mailto:a@acme.test\">a@acme.test</a> <a href=mailto:a@acme.test?subject=x>Write</a>", "a@acme.test Write (mailto:a@acme.test?subject=x)\n")]
    [InlineData("<a href=\"?a\">in</a><a href=#top>top</a>", "intop\n")]
    [InlineData("<a href='https://acme.test/?a=1&amp;b=2&copy=3'>x</a>", "x (https://acme.test/?a=1&b=2&copy=3)\n")]
    [InlineData("<a href=' https://acme.test/a\n b '>x</a>", "x (https://acme.test/a%20b)\n")]
    [InlineData("<a href=//acme.test/x>x</a>", "x (https://acme.test/x)\n")]
    [InlineData("<a href=https://a.test>One<a href=https://b.test>Two</a>", "One (https://a.test)Two (https://b.test)\n")]
    [InlineData("<a href=https://a.test><div>One</div><div>Two</div></a><p>x", "One\nTwo (https://a.test)\n\nx\n")]
    [InlineData("<table><tr><td><a href=https://a.test>One<td>Two</table>", "One (https://a.test) Two\n")]
    [InlineData("<p>Go: <a href=https://a.test>here</a>.</p>", "Go: here (https://a.test).\n")]
    [InlineData("<ul><li><a href=https://a.test></a><li>b</ul>", "- https://a.test\n- b\n")]
    public void Link_tells_where_it_leads_unless_its_text_does(string html, string expected) => Assert.Equal(expected, HtmlText.From(html));

    [Theory]
    [InlineData("<pre>line 1\n  line 2\nline 3</pre>", "line 1\n  line 2\nline 3\n")]
    [InlineData("a<pre>\r\n1\r\n\r\n\r\n2 <b>x</b>\t3</pre>b", "a\n\n1\n\n\n2 x\t3\n\nb\n")]
    [InlineData("<div style='white-space: pre-wrap'>a\n b</div>", "a\n b\n")]
    [InlineData("<div style='white-space:pre-line'>a\n   b</div>", "a\nb\n")]
    [InlineData("<textarea>\na &lt;b>\n c</textarea>", "a <b>\n c\n")]
    [InlineData("<xmp><b>&amp;\n</xmp>x", "<b>&amp;\n\nx\n")]
    [InlineData("<plaintext></plaintext><b>\nx", "</plaintext><b>\nx\n")]
    public void Preformatted_text_keeps_its_lines(string html, string expected) => Assert.Equal(expected, HtmlText.From(html));

    [Theory]
    [InlineData("<div style=\"display:none\">gone</div>")]
    [InlineData("<div style=\"DISPLAY : NONE !important;\">gone <b>b</b><div>gone</div></div>")]
    [InlineData("<span style='mso-hide:all'>gone</span>")]
    [InlineData("<div style='visibility: hidden'>gone</div>")]
    [InlineData("<div style='max-height:0px;overflow:hidden'>gone</div>")]
    [InlineData("<div style='font-size:0'>gone<i style='font-size:90%'>gone</i></div>")]
    [InlineData("<div style='color:red;opacity:0.0'>gone</div>")]
    [InlineData("<div style='font:0/0 a'>gone</div>")]
    [InlineData("<div style='font:italic 700  0px/1 Arial'>gone</div>")]
    [InlineData("<div hidden>gone<img alt=gone><a href=https://a.test>gone</a></div>")]
    [InlineData("<p style='display:none'>gone")]
    [InlineData("<div style='display&#58;none'>gone</div>")]
    [InlineData("<div style=display:none>gone<p>gone</b></span></i></div>")]
    [InlineData("<template><p>gone<template>gone</template></template>")]
    [InlineData("<script>if (a<b) '<p>gone'</script><style>gone</style><title>gone</title><noframes>gone</noframes>")]
    [InlineData("<!-- <p>gone --><!--[if mso]><p>gone<![endif]--><!doctype html><?gone?></ gone><!-->")]
    [InlineData("<head><meta charset=utf-8><title>gone</title><xml><o:x>gone</o:x></xml></head>")]
    public void What_is_hidden_is_left_out(string html) => Assert.Equal("Hello\n", HtmlText.From(html + "<p>Hello</p>"));

    [Theory]
    [InlineData("<td style='font-size:0px'><div style='font-size:13px'>Hello</div></td>")]
    [InlineData("<div style='font-size:0'><font size=2>Hello</font></div>")]
    [InlineData("<div style='visibility:hidden'><b style='visibility:visible'>Hello</b></div>")]
    [InlineData("<div style='font-size:0'><table><tr><td>Hello</table></div>")]
    [InlineData("<!--[if !mso]><!--><a style='mso-hide:all'>Hello</a><!--<![endif]-->")]
    [InlineData("<div style='display:none'>Hello</div>")]
    [InlineData("<style>p{}</style><svg><style/><title/><path/></svg>Hello")]
    [InlineData("<table><tr><td style='display:none'>x<td>Hello</table>")]
    [InlineData("<div style='max-height:0.5em;font-size:0.1px'>Hello</div>")]
    [InlineData("Hello<a title=\"x")]
    public void What_is_shown_is_kept(string html) => Assert.Equal("Hello\n", HtmlText.From(html));

    [Theory]
    [InlineData("<ol><li>One<li>Two</ol>", "1. One\n2. Two\n")]
    [InlineData("<ol start=9><li>a</li><li value=20>b</li><li>c</li></ol>", "9. a\n20. b\n21. c\n")]
    [InlineData("<p>x</p><ul><li>a<ul><li>b<br>c</li></ul></li><li><p>d</p><p>e</p></li></ul><p>y</p>", "x\n\n- a\n  - b\n    c\n- d\n  e\n\ny\n")]
    [InlineData("<ul><li><ol><li>x</ol></ul>", "  1. x\n")]
    [InlineData("<ol><li hidden>a<li>b</ol>", "1. b\n")]
    [InlineData("<li>a", "- a\n")]
    [InlineData("<table><tr><th>Item<th>Price</tr><tr><td>Mug</td><td></td><td>9.00</td></tr></table>", "Item | Price\nMug | 9.00\n")]
    [InlineData("<table><tr><td><table><tr><td>a<td>b</table><td>c</table>d", "a b\n\nc\n\nd\n")]
    [InlineData("<dl><dt>T<dd>D<dt>U</dl>", "T\nD\nU\n")]
    [InlineData("<h1>H</h1>a<hr>b<blockquote>q</blockquote>c", "H\n\na\nb\n\nq\n\nc\n")]
    [InlineData("<p>a<b>b<i>c</b>d</i><p>e", "abcd\n\ne\n")]
    [InlineData("<b><div>a</b>b</div>c", "ab\nc\n")]
    public void Lists_and_tables_stay_readable(string html, string expected) => Assert.Equal(expected, HtmlText.From(html));

    [Theory]
    [InlineData("&lt;&#65;&#x1F600;&euro;&check;&nGt;&hellip;", "<A😀€✓≫⃒…\n")]
    [InlineData("AT&T &amp &copy2 &nosuch; &#128;&#0;&#xD800;&#65 x", "AT&T & ©2 &nosuch; €\uFFFD\uFFFDA x\n")]
    [InlineData("10&nbsp;km&nbsp;&nbsp;", "10\u00A0km\n")]
    [InlineData("a&shy;b&zwnj;c&#8203;d\u0007", "ab\u200Ccd\n")]
    [InlineData("x&zwnj;&nbsp;&zwnj;&nbsp;&#847;&nbsp;<p>y", "x\u200C\n\ny\n")]
    [InlineData("a < b <3 <> </> & c", "a < b <3 <> & c\n")]
    [InlineData("<p title='a>b' title=c>x</p>", "x\n")]
    [InlineData("<p/title=\"x\"y>z", "z\n")]
    public void Characters_are_those_that_a_browser_shows(string html, string expected) => Assert.Equal(expected, HtmlText.From(html));

    [Fact]
    public void Deep_nesting_is_no_danger()
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 20_000)) + "deep";

        Assert.Equal("deep\n", HtmlText.From(html));
    }

    [Fact]
    public void Tags_beyond_the_depth_end_nothing_before_it()
    {
        var outer = string.Concat(Enumerable.Repeat("<b>", OpenElements.MaxDepth - 1));

        var text = HtmlText.From($"{outer}<div hidden><div><div></div></div>gone</div>shown");

        Assert.Equal("shown\n", text);
    }

    [Fact]
    public void Text_that_is_too_long_is_cut_at_a_word()
    {
        var text = HtmlText.From(string.Concat(Enumerable.Repeat("word ", 100_000)));

        Assert.EndsWith("word\n\n[…]\n", text, StringComparison.Ordinal);
        Assert.InRange(text.Length, PlainTextWriter.MaxLength - 10, PlainTextWriter.MaxLength + 10);
    }

    [Fact]
    public void Text_without_spaces_is_not_cut_within_a_character()
    {
        var text = HtmlText.From("x" + string.Concat(Enumerable.Repeat("😀", 200_000)));

        Assert.Equal(text, System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}
