using EmailDispatch.Emails;
using EmailDispatch.Emails.Advising;

namespace EmailDispatch.Tests.Emails.Advising;

public sealed class AdviceRulesTests
{
    private static readonly Email Good = new()
    {
        From = new EmailAddress("hello@shop.example", "Ann Lee"),
        To = [new EmailAddress("b@example.com")],
        Subject = "Your receipt for May",
        Text = "Thank you. See https://shop.example/orders/1",
        Html = "<p>Thank you. See <a href=\"https://shop.example/orders/1\">your order</a></p>",
    };

    [Fact]
    public void Decent_email_gets_no_advice() => Assert.Empty(Codes(Good));

    [Fact]
    public void Codes_are_distinct_words_and_every_message_is_one_sentence()
    {
        Assert.Equal(12, Advice.All.Select(a => a.Code).Distinct().Count());
        Assert.All(Advice.All, advice =>
        {
            Assert.Matches("^[a-z_]+$", advice.Code);
            Assert.Matches(@"^[A-Z].*[^.]\.$", advice.Message);
            Assert.DoesNotContain(". ", advice.Message, StringComparison.Ordinal);
            Assert.Same(advice, Advice.Find(advice.Code));
        });
        Assert.Null(Advice.Find("html_only "));
    }

    [Theory]
    [InlineData("no-reply", true)]
    [InlineData("noreply", true)]
    [InlineData("NoReply", true)]
    [InlineData("no_reply", true)]
    [InlineData("no.reply2", true)]
    [InlineData("shop-noreply", true)]
    [InlineData("do-not-reply+7", true)]
    [InlineData("donotreply", true)]
    [InlineData("casino-reply", false)]
    [InlineData("piano-replying", false)]
    [InlineData("noreplyingham", false)]
    [InlineData("reply", false)]
    [InlineData("no", false)]
    [InlineData("reply-no", false)]
    public void Noreply_from_matches_whole_words(string localPart, bool isTold) =>
        AssertTold(isTold, "noreply_from", Good with { From = new EmailAddress($"{localPart}@shop.example") });

    [Fact]
    public void Noreply_from_is_not_given_with_reply_to() =>
        Assert.Empty(Codes(Good with { From = new EmailAddress("noreply@shop.example"), ReplyTo = [new EmailAddress("help@shop.example")] }));

    [Theory]
    [InlineData("a@gmail.com", true)]
    [InlineData("a@GMail.com", true)]
    [InlineData("a@gmx.de", true)]
    [InlineData("a@notgmail.com", false)]
    [InlineData("a@mail.gmail.com", false)]
    [InlineData("a@gmail.com.example", false)]
    [InlineData("gmail.com@shop.example", false)]
    public void Freemail_from_matches_the_whole_domain(string from, bool isTold) =>
        AssertTold(isTold, "freemail_from", Good with { From = new EmailAddress(from) });

    [Theory]
    [InlineData("ann@shop.example", true)]
    [InlineData("\"ann@shop.example\"", true)]
    [InlineData("Ann (ann@shop.example)", true)]
    [InlineData("boss@bank.example via Shop", true)]
    [InlineData("Ann @ Shop", false)]
    [InlineData("@shop", false)]
    [InlineData("Ann", false)]
    [InlineData(null, false)]
    public void From_name_is_address_matches_addresses_only(string? name, bool isTold) =>
        AssertTold(isTold, "from_name_is_address", Good with { From = new EmailAddress("ann@shop.example", name) });

    [Theory]
    [InlineData("<p>Hi</p>", null, true)]
    [InlineData("<p>Hi</p>", " \n", true)]
    [InlineData("<p>Hi</p>", "Hi", false)]
    [InlineData(null, "Hi", false)]
    public void Html_only_is_given_without_text(string? html, string? text, bool isTold) =>
        AssertTold(isTold, "html_only", Good with { Html = html, Text = text });

    [Theory]
    [InlineData("marketing", null, true)]
    [InlineData("marketing", "list-unsubscribe", false)]
    [InlineData("marketing", "X-List-Unsubscribe", true)]
    [InlineData("transactional", null, false)]
    public void No_unsubscribe_is_given_for_marketing(string stream, string? header, bool isTold) => AssertTold(
        isTold, "no_unsubscribe", Good with { Stream = stream, Headers = header is null ? [] : [new EmailHeader(header, "<https://shop.example/u>")] });

    [Theory]
    [InlineData("https://bit.ly/x", true)]
    [InlineData("HTTP://WWW.BIT.LY/x", true)]
    [InlineData("https://bit.ly", true)]
    [InlineData("https://user@bit.ly:443/x", true)]
    [InlineData("https://habit.ly/x", false)]
    [InlineData("https://bit.ly.shop.example/x", false)]
    [InlineData("https://bit.ly@shop.example/x", false)]
    [InlineData("https://shop.example/bit.ly", false)]
    [InlineData("https://shop.example/?u=https://bit.ly/x", false)]
    [InlineData("bit.ly", false)]
    public void Url_shortener_matches_the_host_of_a_link(string url, bool isTold)
    {
        AssertTold(isTold, "url_shortener", Good with { Text = $"See {url}." });
        AssertTold(isTold, "url_shortener", Good with { Html = $"<A class=x HREF = '{url}'>here</A>" });
        AssertTold(false, "url_shortener", Good with { Html = $"<p>{url}</p><img src=\"{url}\"><a data-href=\"{url}\" href=\"https://shop.example\">x</a>" });
    }

    [Theory]
    [InlineData(AdviceRules.MaxLinks, false)]
    [InlineData(AdviceRules.MaxLinks + 1, true)]
    public void Many_links_counts_each_body_separately(int count, bool isTold)
    {
        var text = string.Join('\n', Enumerable.Range(0, count).Select(n => $"https://shop.example/{n}"));
        var html = string.Concat(Enumerable.Range(0, count).Select(n => $"<a href=\"https://shop.example/{n}\">https://shop.example/{n}</a><img src=\"https://shop.example/{n}.png\">"));

        AssertTold(isTold, "many_links", Good with { Text = text });
        AssertTold(isTold, "many_links", Good with { Html = html });
        AssertTold(isTold, "many_links", Good with { Text = text, Html = html });
    }

    [Theory]
    [InlineData("<a href=\"mailto:a@shop.example\">x</a>")]
    [InlineData("<a href=\"#top\">x</a>")]
    [InlineData("<a name=\"href=https://shop.example\">x</a>")]
    [InlineData("<abbr href=\"https://shop.example\">x</abbr>")]
    [InlineData("<html xmlns=\"http://www.w3.org/1999/xhtml\">")]
    public void What_is_no_link_is_not_counted(string html) => Assert.Equal(0, BodyLinks.OfHtml(html).Count);

    [Theory]
    [InlineData(7_000_000, false)]
    [InlineData(8_000_000, true)]
    public void Large_message_counts_as_encoded(int bytes, bool isTold) =>
        AssertTold(isTold, "large_message", Good with { Attachments = [new Attachment("a.bin", new byte[bytes], "application/octet-stream")] });

    private static IEnumerable<string> Codes(Email email) => AdviceRules.For(email, MessageSize.Estimate(email)).Select(advice => advice.Code);

    private static void AssertTold(bool isTold, string code, Email email) => Assert.Equal(isTold, Codes(email).Contains(code));
}
