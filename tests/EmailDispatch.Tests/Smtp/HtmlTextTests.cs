using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

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

    [Fact]
    public void Deep_nesting_is_no_danger()
    {
        var html = string.Concat(Enumerable.Repeat("<div>", 20_000)) + "deep";

        Assert.Equal("deep\n", HtmlText.From(html));
    }
}
