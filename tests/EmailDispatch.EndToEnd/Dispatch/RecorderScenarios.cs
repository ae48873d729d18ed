using Azure;
using EmailDispatch.Dispatch;
using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>The result of an attempt reaches its row, whoever has the email by then and however often storage fails.</summary>
[Collection<ScenarioStorage>]
public sealed class RecorderScenarios(Azurite azurite)
{
    private readonly BeforeRequest _before = new();

    [Theory]
    [InlineData(1, 0)]
    [InlineData(3, 2)]
    public async Task What_was_sent_is_known_although_storage_failed_until_the_claim_was_over(int faults, int pauses)
    {
        await using var scenario = await StartAsync();
        var row = await SentAsync(scenario);
        var failed = FailWrites(faults);

        await Assert.ThrowsAsync<RequestFailedException>(() => scenario.Get<AttemptRecorder>().RecordAsync(row));

        Assert.Equal((faults + 1, pauses), (failed(), scenario.Time.SkippedPauses));
        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(row)).Recipients[0].Status);
    }

    [Fact]
    public async Task Result_that_storage_never_takes_is_given_up()
    {
        await using var scenario = await StartAsync();
        var row = await SentAsync(scenario);
        var failed = FailWrites(100);

        await Assert.ThrowsAsync<RequestFailedException>(() => scenario.Get<AttemptRecorder>().RecordAsync(row));

        Assert.Equal((6, 4), (failed(), scenario.Time.SkippedPauses));
    }

    [Fact]
    public async Task Fault_that_is_not_storages_is_not_waited_for_when_the_claim_is_over()
    {
        await using var scenario = await StartAsync();
        var row = await SentAsync(scenario);
        var writes = 0;
        _before.Act = (method, _, _) => method == "GET" ? Task.CompletedTask
            : Task.FromException(++writes == 1 ? new RequestFailedException("Connection refused") : new InvalidOperationException("broken"));

        await Assert.ThrowsAsync<InvalidOperationException>(() => scenario.Get<AttemptRecorder>().RecordAsync(row));

        Assert.Equal(2, writes);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task Fault_is_waited_for_while_the_claim_lasts(int secondsOfLease, bool isRecorded)
    {
        await using var scenario = await StartAsync();
        var row = await SentAsync(scenario, secondsOfLease);
        FailWrites(1);

        var recorded = await Record.ExceptionAsync(() => scenario.Get<AttemptRecorder>().RecordAsync(row));

        Assert.Equal(isRecorded, recorded is null);
        Assert.Equal(isRecorded ? 1 : 0, scenario.Time.SkippedPauses);
        Assert.Equal(EmailStatus.Sent, (await scenario.ReadAsync(row)).Recipients[0].Status);
    }

    [Theory]
    [InlineData(1, true)]
    [InlineData(2, false)]
    public async Task Result_that_storage_refuses_is_shortened_once(int refusals, bool isRecorded)
    {
        await using var scenario = await StartAsync();
        var row = await SentAsync(scenario, secondsOfLease: 60);
        var refused = FailWrites(refusals, status: 400);

        var fault = await Record.ExceptionAsync(() => scenario.Get<AttemptRecorder>().RecordAsync(row));

        Assert.Equal(isRecorded, fault is null);
        Assert.Equal(2, refused());
    }

    [Theory]
    [InlineData(EmailStatus.Unknown, EmailStatus.Unknown, true)]
    [InlineData(EmailStatus.Sending, EmailStatus.Queued, false)]
    public async Task Instance_that_lost_the_email_follows_up_only_if_its_result_ended_it(EmailStatus status, EmailStatus other, bool isEnded)
    {
        await using var scenario = await StartAsync();
        var stored = await scenario.StoreAsync(status, row => row with
        {
            LeaseUntil = scenario.Time.Now.AddMinutes(1),
            Recipients = [row.Recipients[0], new Recipient("b@example.com", RecipientKind.To, other)],
        });
        var mine = stored with
        {
            ETag = new ETag("W/\"older\""),
            LeaseId = "mine",
            Status = EmailStatus.Sent,
            SentAt = scenario.Time.Now,
            Recipients = [stored.Recipients[0] with { Status = EmailStatus.Sent }, stored.Recipients[1]],
        };

        var recorded = await scenario.Get<AttemptRecorder>().RecordAsync(mine);

        Assert.Equal([EmailStatus.Sent, other], (await scenario.ReadAsync(stored)).Recipients.Select(r => r.Status));
        Assert.Equal(isEnded ? EmailStatus.Sent : null, recorded?.Status);
    }

    private async Task<DispatchScenario> StartAsync()
    {
        var scenario = await DispatchScenario.StartAsync(azurite, [new("first")], services => services.AddSingleton(_before.TablesOf(azurite)));
        scenario.Time.SkippedPause = TimeSpan.FromSeconds(1);
        return scenario;
    }

    /// <summary>Fails the next writes; returns how many there have been.</summary>
    private Func<int> FailWrites(int times, int status = 0)
    {
        var writes = 0;
        _before.Act = (method, _, _) => method != "GET" && ++writes <= times ? Task.FromException(new RequestFailedException(status, "failed")) : Task.CompletedTask;
        return () => writes;
    }

    /// <summary>The result of an attempt that a provider accepted.</summary>
    private static async Task<EmailRow> SentAsync(DispatchScenario scenario, int secondsOfLease = 0)
    {
        var row = await scenario.StoreAsync(EmailStatus.Sending, row => row with { LeaseUntil = scenario.Time.Now.AddSeconds(secondsOfLease) });
        return row with { Status = EmailStatus.Sent, SentAt = scenario.Time.Now, Provider = "first", Recipients = [row.Recipients[0] with { Status = EmailStatus.Sent }] };
    }
}
