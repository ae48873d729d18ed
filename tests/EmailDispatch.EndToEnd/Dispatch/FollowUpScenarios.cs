using Azure.Data.Tables;
using EmailDispatch.Dispatch;
using EmailDispatch.EndToEnd.Queueing;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>What goes with the result of an attempt: the content that is kept or deleted, and the note of a message that waits.</summary>
[Collection<ScenarioStorage>]
public sealed class FollowUpScenarios(Azurite azurite)
{
    private const int FitsAMessage = 10;
    private const int LargerThanAMessage = 100_000;

    [Theory]
    [InlineData("sent", FitsAMessage, "0", false)]
    [InlineData("sent", LargerThanAMessage, "0", false)]
    [InlineData("sent", FitsAMessage, "1", true)]
    [InlineData("sent", LargerThanAMessage, "1", true)]
    [InlineData("bounced", FitsAMessage, "0", true)]
    [InlineData("bounced", LargerThanAMessage, "0", true)]
    [InlineData("deferred", FitsAMessage, "0", false)]
    [InlineData("deferred", LargerThanAMessage, "0", true)]
    public async Task Content_is_kept_if_it_is_needed_or_wanted(string end, int length, string days, bool isKept)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], ("Retention:SentPayloadDays", days));
        if (end != "sent")
            scenario["first"].On(SandboxPhase.Rcpt, _ => end == "bounced" ? "550 5.1.1 no such user" : "450 4.2.1 try later");
        var message = await scenario.AcceptAsync(textLength: length);

        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal([$"a@example.com {end}"], outcome.Recipients);
        Assert.Equal(isKept, await scenario.HasPayloadAsync(message));
    }

    [Theory]
    [InlineData(FitsAMessage)]
    [InlineData(LargerThanAMessage)]
    public async Task Message_of_a_canceled_email_leaves_no_content(int length)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync(textLength: length, scheduledAt: scenario.Time.Now.AddDays(1));
        await scenario.CancelAsync(message);
        scenario.Time.Now += TimeSpan.FromDays(1);

        var outcome = await scenario.DispatchAsync(message);

        Assert.Equal(["a@example.com canceled"], outcome.Recipients);
        Assert.False(await scenario.HasPayloadAsync(message));
    }

    [Fact]
    public async Task Email_whose_wait_cannot_be_noted_is_retried_at_its_time()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], services =>
            services.AddSingleton(new WaitingMessages(new TableServiceClient(azurite.ConnectionString, RefusedRequests.In(new TableClientOptions())))));
        scenario["first"].On(SandboxPhase.Mail, _ => "452 4.3.1 Daily quota exceeded");
        await scenario.AcceptAndDispatchAsync();

        var outcome = await scenario.AcceptAndDispatchAsync();

        Assert.Equal(["a@example.com deferred"], outcome.Recipients);
        Assert.True(outcome.Next!.Delay > TimeSpan.FromSeconds(15));
        Assert.Contains(scenario.Logs.Lines, line => line.StartsWith("Warning 2013", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Result_of_an_erased_email_keeps_no_content()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var message = await scenario.AcceptAsync();
        var row = await scenario.ReadAsync(message) with { IsErased = true, Status = EmailStatus.Failed };

        await scenario.Get<FollowUp>().PrepareAsync(row, message.Message);

        Assert.False(await scenario.HasPayloadAsync(message));
    }
}
