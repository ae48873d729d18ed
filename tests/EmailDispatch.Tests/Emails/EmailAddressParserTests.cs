using EmailDispatch.Emails;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Tests.Emails;

public sealed class EmailAddressParserTests
{
    [Theory]
    [InlineData("a@example.test\u00A0")]
    [InlineData("\u3000a@example.test")]
    [InlineData("\u2009 a@example.test \u3000")]
    [InlineData("<a@example.test\u00A0>\u00A0")]
    [InlineData("\u00A0Ann\u00A0<\u2009a@example.test>")]
    [InlineData("\"Ann\" < a@example.test >")]
    public void Blanks_around_an_address_are_taken_away(string text)
    {
        Assert.True(EmailAddressParser.TryParse(text, out var address, out _));
        Assert.Equal("a@example.test", address.Address);
        Assert.True(address.Name is null or "Ann");
    }

    [Theory]
    [InlineData("a@example.\u00A0test")]
    [InlineData("a@\u00A0example.test")]
    [InlineData("a\u3000@example.test")]
    [InlineData("a@exa\u200Bmple.test")]
    [InlineData("a@example.test\u200B")]
    [InlineData("\uFEFFa@example.test")]
    [InlineData("<a@example.test\u2060>")]
    [InlineData("a@\u2028example.test")]
    [InlineData("a@\u202Eexample.test")]
    [InlineData("\"a@evil.test>,<c\"@acme.test")]
    [InlineData("\"a>b\"@acme.test")]
    [InlineData("\u202Ea@acme.test")]
    [InlineData("\"a\u00A0b\"@acme.test")]
    [InlineData("\"\"@acme.test")]
    public void Address_that_hides_something_is_refused(string text)
    {
        Assert.False(EmailAddressParser.TryParse(text, out _, out var fault));
        Assert.NotEmpty(fault);
    }

    [Theory]
    [InlineData("\"blocked\"@b.test", "blocked@b.test")]
    [InlineData("\"Bl\\ocked.x\"@b.test", "Blocked.x@b.test")]
    [InlineData("\"a b\"@b.test", "\"a b\"@b.test")]
    [InlineData("\"a.\"@b.test", "\"a.\"@b.test")]
    [InlineData("\"a\\ b\"@b.test", "\"a b\"@b.test")]
    [InlineData("\"a\\\"b\"@b.test", "\"a\\\"b\"@b.test")]
    [InlineData("\"\u00FC\"@b.test", "\u00FC@b.test")]
    public void Local_part_has_quotation_marks_only_where_it_needs_them(string text, string expected)
    {
        Assert.True(EmailAddressParser.TryParse(text, out var address, out _));
        Assert.Equal(expected, address.Address);
        Assert.Equal(SuppressionKey.Normalise(expected), SuppressionKey.Normalise(text));
    }

    [Fact]
    public void Mailbox_with_quotation_marks_is_the_same_recipient()
    {
        var json = """{"from":"a@b.test","to":["ann@b.test","\"ann\"@b.test"],"subject":"s","text":"t"}"""u8.ToArray();

        var email = EmailReader.Read(json, new EmailLimits(), DateTimeOffset.UnixEpoch).Email!;

        Assert.Single(email.To.Select(address => address.Address).Distinct());
    }
}
