using System.Text.RegularExpressions;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

/// <summary>Whatever a stranger's address says, the reply that quotes it means the same.</summary>
public sealed partial class HostileAddressTests
{
    private static readonly int Count = TestSize.Of("HOSTILE_ADDRESSES", 3_000);

    [Fact]
    public void Reply_means_the_same_whatever_address_it_quotes()
    {
        var random = new Random(20261126);
        for (var i = 0; i < Count; i++)
        {
            var address = HostileAddress.Next(random);
            var template = Corpus.Replies[random.Next(Corpus.Replies.Count)];
            var text = WithPlace(template, random.Next(3));
            if (text.Length + (2 * address.Length) > SmtpReply.MaxTextLength)
                continue;
            var way = random.Next();

            var hostile = ToFailure(template, text, address, way);
            var usual = ToFailure(template, text, "user@example.test", way);

            // What said so may differ: an address may be the same as a vendor's token.
            Assert.True(
                Noon.Classifier.Classify(hostile) with { Evidence = "" } == Noon.Classifier.Classify(usual) with { Evidence = "" },
                $"{hostile.Reply}\n{Noon.Classifier.Classify(hostile)}\n{usual.Reply}\n{Noon.Classifier.Classify(usual)}");
        }
    }

    [Theory]
    [InlineData("\"bounce+daily quota, try again in 6 days\"@evil.test")]
    [InlineData("unknown+account=suspended=x@evil.test")]
    [InlineData("\"account has been suspended\"@xn--bcher-kva.test")]
    public void Address_that_asks_for_a_pause_gets_none(string address)
    {
        var failure = new Failure(SmtpPhase.FinalDot, new SmtpReply(550, $"5.7.1 <{address}>: refused")) { OneRecipient = true, Recipient = address };

        var result = Noon.Classifier.Classify(failure);

        Assert.Equal((FailureCategory.Policy, FailureWeight.None, null), (result.Category, result.Breaker, result.RetryAfter));
    }

    [Theory]
    // Not ours, truncated, in a quoted string, between angle brackets.
    [InlineData("<\"daily quota, try again in 6 days\"@other.test>: refused")]
    [InlineData("\"account suspended\"@other.test refused")]
    [InlineData("bounces+account=suspended=example.test@other.test refused")]
    [InlineData("<daily quota exceeded@other.test> refused")]
    [InlineData("account=suspended%40other.test refused")]
    [InlineData("...nt suspended, daily quota\"@other.test refused")]
    [InlineData("subject \"Daily quota exceeded\" refused")]
    [InlineData("'account suspended' is a refused name")]
    [InlineData("Subject: Your daily quota is exceeded refused")]
    public void Nothing_quoted_pauses_a_provider(string words)
    {
        var failure = new Failure(SmtpPhase.FinalDot, new SmtpReply(550, $"5.7.1 {words}")) { Given = ["Daily quota exceeded", "account suspended", "Your daily quota is exceeded"] };

        var result = Noon.Classifier.Classify(failure);

        Assert.Equal(FailureWeight.None, result.Breaker);
        Assert.Null(result.ResetAt);
    }

    [Fact]
    public void Words_of_the_server_count_though_the_address_says_the_same()
    {
        var failure = new Failure(SmtpPhase.RcptTo, new SmtpReply(452, "4.2.2 <quota@example.test>: user is over quota")) { Recipient = "quota@example.test" };

        Assert.Equal(FailureCategory.MailboxFull, Noon.Classifier.Classify(failure).Category);
    }

    private static string WithPlace(CorpusReply reply, int place)
    {
        if (reply.Recipient is { } known && reply.Text.Contains(known, StringComparison.OrdinalIgnoreCase))
            return reply.Text.Replace(known, "\u0001", StringComparison.OrdinalIgnoreCase);
        if (reply.Sender is null && Address().IsMatch(reply.Text))
            return Address().Replace(reply.Text, "\u0001");
        return place == 0 ? $"\u0001: {reply.Text}" : place == 1 ? $"{reply.Text} \u0001" : reply.Text;
    }

    private static Failure ToFailure(CorpusReply template, string text, string address, int way)
    {
        var quoted = HostileAddress.Quote(address, new Random(way));
        return template.ToFailure() with
        {
            Reply = new SmtpReply(template.Code, text.Replace("\u0001", quoted, StringComparison.Ordinal)),
            Recipient = address,
            Given = [address],
        };
    }

    [GeneratedRegex("<?[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+>?")]
    private static partial Regex Address();
}
