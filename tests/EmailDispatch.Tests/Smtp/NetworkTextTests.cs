using System.Text;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed class NetworkTextTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("one", "one")]
    [InlineData("one\ntwo", "one\r\ntwo")]
    [InlineData("one\r\ntwo\r\n", "one\r\ntwo\r\n")]
    [InlineData("one\rtwo", "one\r\ntwo")]
    [InlineData("\n\n", "\r\n\r\n")]
    [InlineData("one\r\r\ntwo\n\rthree\r", "one\r\n\r\ntwo\r\n\r\nthree\r\n")]
    [InlineData("form\ffeed\u2028separator\u0085next", "form\ffeed\u2028separator\u0085next")]
    [InlineData("Grüße\n日本語 🎉\n", "Grüße\r\n日本語 🎉\r\n")]
    public void Line_breaks_of_any_kind_become_crlf(string text, string expected)
    {
        var encoded = NetworkText.Encode(text);

        Assert.Equal(expected, Encoding.UTF8.GetString(encoded));
    }

    [Fact]
    public void Text_of_any_length_keeps_every_character()
    {
        var text = string.Concat(Enumerable.Range(0, 20_000).Select(n => n % 7 == 0 ? "ü\n" : "x"));

        var encoded = NetworkText.Encode(text);

        Assert.Equal(text.Replace("\n", "\r\n", StringComparison.Ordinal), Encoding.UTF8.GetString(encoded));
    }
}
