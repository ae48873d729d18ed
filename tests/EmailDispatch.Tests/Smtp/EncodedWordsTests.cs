using System.Text;
using System.Text.RegularExpressions;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed partial class EncodedWordsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("Hello, world")]
    [InlineData("1 = 1, =3D and 100%")]
    [InlineData("Why? =?")]
    [InlineData("=?utf-8?q?not closed")]
    public void Plain_text_stands_as_it_is(string text) => Assert.Equal(text, EncodedWords.Of(text));

    [Theory]
    [InlineData("Jürgen Müller", "=?utf-8?q?J=C3=BCrgen_M=C3=BCller?=")]
    [InlineData("例え", "=?utf-8?b?5L6L44GI?=")]
    [InlineData("=?utf-8?q?=0D=0A?=", "=?utf-8?b?PT91dGYtOD9xPz0wRD0wQT89?=")]
    public void Other_text_is_encoded(string text, string expected) => Assert.Equal(expected, EncodedWords.Of(text));

    [Theory]
    [InlineData("é", 400)]
    [InlineData("é ", 200)]
    [InlineData("a long subject with an ü now and then, ", 30)]
    [InlineData("\U0001F600", 200)]
    [InlineData("例え", 150)]
    [InlineData("=?utf-8?b?eA0K?= ", 40)]
    [InlineData("a\u0300", 200)]
    public void Words_are_short_and_text_by_themselves(string part, int times)
    {
        var text = string.Concat(Enumerable.Repeat(part, times));

        var words = EncodedWords.Of(text).Split(' ');

        Assert.All(words, word => Assert.InRange(word.Length, 1, 75));
        Assert.Equal(text, string.Concat(words.Select(Decode)));
    }

    private static string Decode(string word)
    {
        var parts = word.Split('?');
        Assert.Equal(["=", "utf-8", "="], [parts[0], parts[1], parts[^1]]);
        var octets = parts[2] == "b"
            ? Convert.FromBase64String(parts[3])
            : Encoding.Latin1.GetBytes(Escaped().Replace(parts[3].Replace('_', ' '), hex => ((char)Convert.ToByte(hex.Groups[1].Value, 16)).ToString()));
        return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(octets);
    }

    [GeneratedRegex("=([0-9A-F]{2})")]
    private static partial Regex Escaped();
}
