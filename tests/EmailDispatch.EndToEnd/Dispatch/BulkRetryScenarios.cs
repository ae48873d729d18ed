using System.Text;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Emails that failed while a provider rejected everything are retried in parts.</summary>
[Collection<ScenarioStorage>]
public sealed class BulkRetryScenarios(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Range_is_retried_in_parts_each_email_once()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var start = scenario.Time.Now = new DateTimeOffset(2026, 4, 2, 9, 0, 0, TimeSpan.Zero);
        var refusal = scenario["first"].On(SandboxPhase.Dot, _ => "554 5.7.1 Message rejected as spam");
        for (var n = 0; n < 5; n++)
        {
            Assert.Equal(["a@example.com failed"], (await scenario.AcceptAndDispatchAsync()).Recipients);
            scenario.Time.Now += TimeSpan.FromMinutes(20);
        }

        refusal.Dispose();
        var request = new BulkRetryRequest(EmailStatus.Failed, start.AddMinutes(20), scenario.Time.Now) { Limit = 2, Provider = "FIRST" };
        var retry = scenario.Get<BulkRetry>();
        var messages = scenario.Queue.Count;

        var first = await retry.RetryAsync("default", request, Cancellation);
        var second = await retry.RetryAsync("default", request with { After = first.Next }, Cancellation);
        var again = await retry.RetryAsync("default", request, Cancellation);
        var elsewhere = await retry.RetryAsync("default", request with { From = start, Provider = "second" }, Cancellation);
        var foreign = await retry.RetryAsync("another", request with { From = start }, Cancellation);

        Assert.Equal((2, 0, true), (first.Retried, first.Skipped, first.Next is not null));
        Assert.Equal((2, 0, null), (second.Retried, second.Skipped, second.Next));
        Assert.Equal((0, 0, null), (again.Retried, again.Skipped, again.Next));
        Assert.Equal((0, 0), (elsewhere.Retried, foreign.Retried));
        var queued = scenario.Queue.Skip(messages).ToList();
        Assert.Equal(4, queued.Select(m => m.Message.Id).Distinct().Count());
        foreach (var message in queued)
            Assert.Equal(["a@example.com sent"], (await scenario.DispatchAsync(message)).Recipients);
    }

    [Fact]
    public async Task Email_that_is_no_longer_kept_is_skipped()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var start = scenario.Time.Now = new DateTimeOffset(2026, 4, 3, 9, 0, 0, TimeSpan.Zero);
        scenario["first"].On(SandboxPhase.Dot, _ => "554 5.7.1 Message rejected as spam");
        var email = await scenario.AcceptAsync();
        await scenario.DispatchAsync(email);
        await scenario.Get<PayloadStore>().DeleteAsync(PayloadStore.NameOf("default", (await scenario.ReadAsync(email)).Id), Cancellation);

        var result = await scenario.Get<BulkRetry>().RetryAsync("default", new BulkRetryRequest(EmailStatus.Failed, start, start.AddHours(1)), Cancellation);

        Assert.Equal((0, 1, null), (result.Retried, result.Skipped, result.Next));
    }

    [Theory]
    [InlineData("2026-04-04T09:00:00Z", "9999-12-31T23:59:59Z", 1)]
    [InlineData("0001-01-01T00:00:00Z", "2026-04-05T00:00:00Z", 1)]
    [InlineData("0001-01-01T00:00:00Z", "1960-01-01T00:00:00Z", 0)]
    public async Task Range_to_the_end_of_time_is_one_like_any_other(string from, string to, int count)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        scenario.Time.Now = new DateTimeOffset(2026, 4, 4, 9, 0, 0, TimeSpan.Zero);
        scenario["first"].On(SandboxPhase.Dot, _ => "554 5.7.1 Message rejected as spam");
        await scenario.DispatchAsync(await scenario.AcceptAsync());
        var json = $$"""{"status":"failed","from":"{{from}}","to":"{{to}}"}""";

        var read = BulkRetryReader.Read(Encoding.UTF8.GetBytes(json), scenario.Time.Now.AddHours(1));
        var result = await scenario.Get<BulkRetry>().RetryAsync("default", read.Request!, Cancellation);

        // Other tests may have emails before these; one request retries up to a hundred.
        Assert.InRange(result.Retried, count, count * 100);
        Assert.Null(result.Next);
    }
}
