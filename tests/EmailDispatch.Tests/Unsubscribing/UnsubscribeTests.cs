using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Tests.Intake;
using EmailDispatch.Unsubscribing;

namespace EmailDispatch.Tests.Unsubscribing;

public sealed class UnsubscribeTests : IntakeTest
{
    private const string Secret = "a-secret-of-at-least-32-characters-for-links";

    public UnsubscribeTests()
    {
        (Unsubscribe.PublicUrl, Unsubscribe.Secret) = ("https://mail.example.com/", "links");
        Secrets.Values["links"] = Secret;
    }

    [Fact]
    public async Task Marketing_email_to_one_recipient_gets_a_link_that_is_the_same_each_time()
    {
        var links = NewUnsubscribeLinks();

        var first = await links.OfferAsync("acme", Read(), Cancellation);
        var second = await NewUnsubscribeLinks().OfferAsync("acme", Read(), Cancellation);

        Assert.StartsWith("https://mail.example.com/unsubscribe/", first.Email!.UnsubscribeUrl, StringComparison.Ordinal);
        Assert.Equal(first.Email.UnsubscribeUrl, second.Email!.UnsubscribeUrl);
        Assert.Equal(["List-Unsubscribe", "List-Unsubscribe-Post"], UnsubscribeHeaders.Of(first.Email).Select(header => header.Name));
        Assert.Equal(new UnsubscribeToken("acme", "b@example.com"), await links.FindAsync(TokenOf(first), Cancellation));
        Assert.DoesNotContain(Advice.NoUnsubscribe, first.Advice);
    }

    [Theory]
    [InlineData("transactional", "\"b@example.com\"", "")]
    [InlineData("marketing", "[\"b@example.com\",\"c@example.com\"]", "")]
    [InlineData("marketing", "\"b@example.com\"", ",\"cc\":\"c@example.com\"")]
    [InlineData("marketing", "\"b@example.com\"", ",\"unsubscribe_mailto\":\"u@example.com\"")]
    [InlineData("marketing", "\"b@example.com\"", ",\"headers\":{\"List-Unsubscribe\":\"<https://example.com/u>\"}")]
    public async Task Other_email_is_left_as_it_is(string stream, string to, string more)
    {
        var read = Read(stream, to, more);

        Assert.Same(read, await NewUnsubscribeLinks().OfferAsync("acme", read, Cancellation));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("too-short")]
    public async Task Email_goes_without_a_link_where_the_secret_is_of_no_use(string? secret)
    {
        Secrets.Values.TryRemove("links", out _);
        if (secret is not null)
            Secrets.Values["links"] = secret;

        Assert.Null((await NewUnsubscribeLinks().OfferAsync("acme", Read(), Cancellation)).Email!.UnsubscribeUrl);
    }

    [Fact]
    public async Task Link_is_kept_with_the_accepted_email()
    {
        await NewIntake().SubmitAsync(Submitter, Json(), null, Cancellation);

        Assert.StartsWith("https://mail.example.com/unsubscribe/", Queue.Messages.Single().Payload!.UnsubscribeUrl, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Token_is_accepted_whole_and_unchanged_only()
    {
        var links = NewUnsubscribeLinks();
        var token = TokenOf(await links.OfferAsync("acme", Read(), Cancellation));
        var changed = Enumerable.Range(0, token.Length).Select(n => $"{token[..n]}{(token[n] == 'A' ? 'B' : 'A')}{token[(n + 1)..]}");
        var cut = Enumerable.Range(0, token.Length).Select(n => token[..n]);
        string[] others = ["", ".", "..", new('A', 1_000_000), $"{token}A", $"{token}=", $" {token}", "%00", new UnsubscribeToken("acme", "b@example.com").Sign(UnsubscribeToken.DeriveKey("another"))!];

        // The last character of a part has bits that stand for nothing.
        foreach (var wrong in cut.Concat(others).Concat(changed.Where((_, n) => n != token.Length - 1 && n != token.IndexOf('.', StringComparison.Ordinal) - 1)))
            Assert.Null(await links.FindAsync(wrong, Cancellation));
    }

    [Fact]
    public async Task Link_that_is_posted_without_end_is_turned_away()
    {
        using var links = NewUnsubscribeLinks();
        var token = new UnsubscribeToken("acme", "b@example.com");

        var results = new List<bool>();
        for (var n = 0; n < 20 * UnsubscribeLinks.PerSecond; n++)
            results.Add(await links.TryUnsubscribeAsync(token, Cancellation));

        Assert.All(results.Take(UnsubscribeLinks.PerSecond), Assert.True);
        Assert.Contains(false, results);
    }

    [Fact]
    public async Task Replaced_secret_is_accepted_while_it_is_in_a_further_line()
    {
        var token = TokenOf(await NewUnsubscribeLinks().OfferAsync("acme", Read(), Cancellation));
        Secrets.Values["links"] = $"{Secret}-which-is-new\n{Secret}\n";

        var links = NewUnsubscribeLinks();

        Assert.NotNull(await links.FindAsync(token, Cancellation));
        Assert.NotEqual(token, TokenOf(await links.OfferAsync("acme", Read(), Cancellation)));
    }

    private static string TokenOf(EmailReadResult read) => read.Email!.UnsubscribeUrl!.Split('/')[^1];

    private static byte[] Json(string stream = "marketing", string to = "\"b@example.com\"", string more = "") =>
        Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":{{to}},"subject":"s","text":"t","stream":"{{stream}}"{{more}}}""");

    private EmailReadResult Read(string stream = "marketing", string to = "\"b@example.com\"", string more = "") =>
        EmailReader.Read(Json(stream, to, more), new EmailLimits(), Time.GetUtcNow());
}
