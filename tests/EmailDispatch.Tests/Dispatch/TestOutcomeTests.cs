using EmailDispatch.Dispatch;
using EmailDispatch.Status;
using EmailDispatch.Tests.Docs;
using EmailDispatch.Tests.Infra;

namespace EmailDispatch.Tests.Dispatch;

public sealed class TestOutcomeTests
{
    [Fact]
    public void Document_has_every_name()
    {
        var documented = MarkdownTables.Rows(InfraFiles.Read("docs/api.md"), "Test addresses")
            .SelectMany(row => MarkdownTables.Code(row[0])).Except(["suppressed", "suppressionlist", "delivered", "complained"]);

        Assert.Equal(TestOutcome.Names.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_answer_says_that_it_is_simulated() =>
        Assert.All(
            TestOutcome.Names.SelectMany(name => TestOutcome.Of(name, new("a@test.example", RecipientKind.To, EmailStatus.Queued)).Sessions),
            session => Assert.Contains("simulated", session.Reply.Text, StringComparison.OrdinalIgnoreCase));

    [Theory]
    [InlineData("greylisted", null, 451)]
    [InlineData("greylisted", "greylisted", 250)]
    [InlineData("bounced", "mailbox_unknown", 550)]
    [InlineData("anything", null, 250)]
    public void Outcome_that_happens_once_is_accepted_on_the_next_attempt(string name, string? category, int code)
    {
        var recipient = new Recipient("a@test.example", RecipientKind.To, EmailStatus.Queued) { Category = category };

        Assert.Equal(code, TestOutcome.Of(name, recipient).Sessions[0].Reply.Code);
    }

    [Theory]
    [InlineData("bounced", true)]
    [InlineData("delivered", true)]
    [InlineData("spam", false)]
    [InlineData("failover", false)]
    [InlineData("timeout", false)]
    public void Only_the_outcome_of_one_recipient_shares_a_session(string name, bool isShared) =>
        Assert.Equal(isShared, TestOutcome.Of(name, new("a@test.example", RecipientKind.To, EmailStatus.Queued)).IsOfRecipient);
}
