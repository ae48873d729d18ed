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
}
