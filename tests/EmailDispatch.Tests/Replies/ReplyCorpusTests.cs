using EmailDispatch.Replies;

namespace EmailDispatch.Tests.Replies;

public sealed class ReplyCorpusTests
{
    // By index: the texts are too long and too odd for test names.
    public static TheoryData<int> Rows => [.. Enumerable.Range(0, Corpus.Replies.Count)];

    [Theory]
    [MemberData(nameof(Rows))]
    public void Real_reply_is_read_as_an_operator_would(int row)
    {
        var reply = Corpus.Replies[row];

        var result = Noon.Classifier.Classify(reply.ToFailure());

        Assert.True(
            (reply.Category, reply.Next, reply.Suppress) == (result.Category, result.Next, result.Suppress),
            $"{reply}\nexpected {reply.Category}, {reply.Next}, suppress {reply.Suppress}\nis       {result.Category}, {result.Next}, suppress {result.Suppress} by {result.Evidence}");
    }

    [Fact]
    public void Corpus_is_large_cited_and_without_repetition()
    {
        var keys = Corpus.Replies.Select(r => (r.Phase, r.Code, r.Text)).ToList();

        Assert.True(Corpus.Replies.Count >= 200);
        Assert.Equal(keys.Count, keys.Distinct().Count());
        Assert.All(Corpus.Replies, r => Assert.True(r.Source.StartsWith("http", StringComparison.Ordinal) || r.Source.StartsWith("github.com/", StringComparison.Ordinal)));
    }

    [Fact]
    public void Refusal_of_the_sender_or_the_account_never_suppresses_a_recipient()
    {
        var blameless = Corpus.Replies.Where(r => r.Category
            is FailureCategory.SenderNotAllowed or FailureCategory.SandboxRecipient or FailureCategory.DomainAuthentication
            or FailureCategory.AccountSuspended or FailureCategory.QuotaUsedUp or FailureCategory.RelayDenied);

        Assert.All(blameless, r => Assert.False(Noon.Classifier.Classify(r.ToFailure()).Suppress));
    }

    [Fact]
    public void Reply_code_alone_reads_less_than_two_thirds_right()
    {
        var replies = Corpus.Replies.Where(r => r.Code != 0).ToList();

        var right = replies.Count(r => ReplyCodes.Find(r.Phase, r.Code) == r.Category);

        Assert.InRange(right / (double)replies.Count, 0, 0.66);
    }
}
