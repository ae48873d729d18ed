using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

public sealed class FailureClassifierFuzzTests
{
    [Fact]
    public void Random_replies_are_classified_without_an_exception()
    {
        var random = new Random(20260314);
        for (var i = 0; i < TestSize.Of("CLASSIFIER_REPLIES", 20_000); i++)
        {
            var text = RandomText(random);
            var reply = random.Next(10) == 0 ? SmtpReply.None((FaultKind)random.Next(-1, 20), text) : new SmtpReply(random.Next(-5, 1_000), text);
            var failure = new Failure((SmtpPhase)random.Next(-1, 10), reply)
            {
                OneRecipient = random.Next(2) == 0,
                Recipient = random.Next(2) == 0 ? "a@example.com" : null,
            };

            var result = Noon.Classifier.Classify(failure);

            Assert.True(Enum.IsDefined(result.Category));
            Assert.True(result.RetryAfter is null || result.RetryAfter > TimeSpan.Zero);
        }
    }

    [Fact]
    public void Damaged_real_replies_never_suppress_without_proof()
    {
        var random = new Random(20260315);
        foreach (var reply in Corpus.Replies)
        {
            var cut = reply.Text[..random.Next(reply.Text.Length + 1)];

            var result = Noon.Classifier.Classify(reply.ToFailure() with { Reply = new SmtpReply(reply.Code, cut) });

            Assert.False(result.Suppress && result.Evidence.StartsWith("reply code", StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData(SmtpPhase.RcptTo, 550, "")]
    [InlineData(SmtpPhase.RcptTo, 550, "Requested action not taken: mailbox unavailable")]
    [InlineData(SmtpPhase.RcptTo, 553, "no")]
    public void Permanent_code_alone_bounces_but_never_suppresses(SmtpPhase phase, int code, string text)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(code, text)));

        Assert.Equal(NextStep.BounceRecipient, result.Next);
        Assert.False(result.Suppress);
    }

    [Theory]
    [InlineData(SmtpPhase.FinalDot, 599, "?")]
    [InlineData(SmtpPhase.RcptTo, 250, "OK")]
    [InlineData(SmtpPhase.Data, 777, "\u0000\uffff")]
    [InlineData(SmtpPhase.RcptTo, 500, "Syntax error, command unrecognized")]
    public void Unforeseen_is_deferred(SmtpPhase phase, int code, string text)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(code, text)));

        Assert.Equal(FailureCategory.Unforeseen, result.Category);
        Assert.Equal(NextStep.SameProviderLater, result.Next);
    }

    [Theory]
    [InlineData(SmtpPhase.RcptTo, 533)]
    [InlineData(SmtpPhase.FinalDot, 521)]
    [InlineData(SmtpPhase.FinalDot, 543)]
    public void Permanent_code_of_a_vendor_goes_to_another_provider(SmtpPhase phase, int code)
    {
        var result = Noon.Classifier.Classify(new Failure(phase, new SmtpReply(code, "refused by mta1")));

        Assert.Equal((NextStep.OtherProviderOnly, false), (result.Next, result.Suppress));
    }

    private static string RandomText(Random random)
    {
        string[] pieces = ["5.1.1", "550-", "<a@example.com>", "user unknown", "try again in", "99999", "seconds", "00:00:00", "\r\n", "\u0130", "not verified", ":", "*", "[", "4.7.1", "quota", "'", "\ud800", "#"];
        return string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => random.Next(3) == 0 ? ((char)random.Next(0x10000)).ToString() : pieces[random.Next(pieces.Length)] + " "));
    }
}
