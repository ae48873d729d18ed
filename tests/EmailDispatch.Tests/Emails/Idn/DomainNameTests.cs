using EmailDispatch.Emails;
using EmailDispatch.Emails.Idn;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Tests.Emails.Idn;

/// <summary>Domains beyond ASCII, which have to be the same on every machine; the end-to-end tests compare many more with another implementation.</summary>
public sealed class DomainNameTests
{
    [Theory]
    [InlineData("B\u00DCCHER.test", "xn--bcher-kva.test")]
    [InlineData("bu\u0308cher.test", "xn--bcher-kva.test")]
    [InlineData("\uFF42\u00FCcher\u3002test", "xn--bcher-kva.test")]
    [InlineData("XN--Bcher-KVA.test", "xn--bcher-kva.test")]
    [InlineData("fa\u00DF.test", "xn--fa-hia.test")]
    [InlineData("\u05D0\u05EA\u05E81.test", "xn--1-zhc6eh.test")]
    [InlineData("\u0780\u07A8\u0783\u07AA.test", "xn--hqbg4ij.test")]
    [InlineData("\u0646\u0627\u0645\u0647\u200C\u0627\u06CC.test", "xn--mgba3gch31f060k.test")]
    [InlineData("\u1112\u1161\u11AB\u1100\u1173\u11AF.test", "xn--bj0bj06e.test")]
    [InlineData("\u1E9E.test", "xn--zca.test")]
    [InlineData("r3---sn-4g5e.test", "r3---sn-4g5e.test")]
    [InlineData("Example.TEST", "Example.TEST")]
    public void Domain_has_its_form_in_ascii(string domain, string expected)
    {
        Assert.True(DomainName.TryToAscii(domain, out var ascii));
        Assert.Equal(expected, ascii);
    }

    [Theory]
    [InlineData("")]
    [InlineData("a..test")]
    [InlineData("-a.test")]
    [InlineData("a_b.test")]
    [InlineData("\u0301a.test")]
    [InlineData("a\u05D0.test")]
    [InlineData("\u05D0a.test")]
    [InlineData("1\u05D0.test")]
    [InlineData("a\u200Db.test")]
    [InlineData("a\u200Cb.test")]
    [InlineData("\u05D0\u0660\u05D01.test")]
    [InlineData("xn--.test")]
    [InlineData("xn--a.test")]
    [InlineData("xn--a-.test")]
    [InlineData("xn--99999999.test")]
    [InlineData("xn--zzzzzzzzzzzzzz.test")]
    [InlineData("xn--B\u00FCcher.test")]
    [InlineData("\uFF20.test")]
    [InlineData("a\u00A0b.test")]
    [InlineData("\u202Ea.test")]
    [InlineData("\uD800.test")]
    public void What_no_host_is_called_is_refused(string domain) => Assert.False(DomainName.TryToAscii(domain, out _));

    /// <summary>A label that was given in ASCII can hide what is refused when it is written out.</summary>
    [Theory]
    [InlineData(0x0A)]
    [InlineData(0x85)]
    [InlineData(0xA0)]
    [InlineData(0xAD)]
    [InlineData(0xDC)]
    [InlineData(0x200B)]
    [InlineData(0x2028)]
    [InlineData(0x202E)]
    [InlineData(0x3002)]
    [InlineData(0xE000)]
    [InlineData(0xFB01)]
    public void Given_label_that_decodes_to_what_is_not_allowed_is_refused(int code)
    {
        Assert.False(DomainName.TryToAscii($"xn--{Punycode.Encode(['a', 'b', code, 'c', 0xFC])}.test", out _));
        Assert.True(DomainName.TryToAscii($"xn--{Punycode.Encode(['a', 'b', 'c', 0xFC])}.test", out _));
    }

    [Fact]
    public void Punycode_decodes_what_it_encodes()
    {
        var random = new Random(7);
        for (var n = 0; n < TestSize.Of("PUNYCODE_CASES", 2_000); n++)
        {
            List<int> codes = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => random.Next(4) == 0 ? random.Next('a', 'z' + 1) : random.Next(0x80, 0xD7FF) + (random.Next(9) == 0 ? 0x10000 : 0))];

            Assert.Equal(codes, Punycode.Decode(Punycode.Encode(codes)));
        }
    }

    [Fact]
    public void Domain_of_any_length_ends()
    {
        Assert.False(DomainName.TryToAscii(new string('\u0345', 1_000_000), out _));
        Assert.False(DomainName.TryToAscii("\u00FC" + new string('\u0345', 900), out _));
        Assert.False(DomainName.TryToAscii("xn--" + new string('9', 900), out _));
    }

    [Fact]
    public void Every_place_reads_one_domain_alike()
    {
        string[] forms = ["B\u00DCCHER.test", "bu\u0308cher.test", "\uFF42\u00FCcher.test", "xn--bcher-kva.test", "XN--BCHER-KVA.TEST"];

        Assert.All(forms, form =>
        {
            Assert.True(EmailAddressParser.TryParse($"a@{form}", out var address, out _));
            Assert.Equal("a@xn--bcher-kva.test", address.Address);
            Assert.True(DomainPattern.MatchesAny([form], "b\u00FCcher.test"));
            Assert.True(DomainPattern.MatchesAny(["b\u00FCcher.test"], form));
            Assert.True(DomainPattern.MatchesAny(["*.b\u00FCcher.test"], $"a.{form}"));
            Assert.Equal("a@xn--bcher-kva.test", SuppressionKey.Normalise($"A@{form}"));
        });
    }
}
