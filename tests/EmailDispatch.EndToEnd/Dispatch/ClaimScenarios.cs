using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Which message makes an attempt, by the row that it finds.</summary>
[Collection<ScenarioStorage>]
public sealed class ClaimScenarios(Azurite azurite)
{
    private static readonly Email Letter = new() { From = new EmailAddress("ann@example.com"), To = [new EmailAddress("a@example.com")], Subject = "Hello", Text = "Hi" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(EmailStatus.Queued, 0, 0, true, 0, 0)]
    [InlineData(EmailStatus.Deferred, 1, 0, true, 0, 0)]
    [InlineData(EmailStatus.Deferred, 2, 0, false, 3, 0)]
    [InlineData(EmailStatus.Deferred, 3, 0, false, 0, 0)]
    [InlineData(EmailStatus.Sent, 1, 0, false, 0, 0)]
    [InlineData(EmailStatus.Sending, 2, 60, false, 2, 60)]
    [InlineData(EmailStatus.Sending, 2, 0, true, 0, 0)]
    [InlineData(EmailStatus.Sending, 1, 0, true, 0, 0)]
    [InlineData(EmailStatus.Rejected, 0, 0, false, 0, 0)]
    public async Task Row_decides_what_a_message_for_attempt_2_does(EmailStatus status, int attempt, int secondsOfLease, bool isClaimed, int nextAttempt, int delay)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(status, row => row with { AttemptNumber = attempt, LeaseUntil = scenario.Time.Now.AddSeconds(secondsOfLease) });
        var messages = scenario.Queue.Count;

        var claimed = await scenario.Get<Claims>().TryClaimAsync(MessageOf(row), Letter, Cancellation);

        var stored = await scenario.ReadAsync(row);
        Assert.Equal(isClaimed, claimed is not null);
        Assert.Equal(isClaimed ? (EmailStatus.Sending, 2) : (status, attempt), (stored.Status, stored.AttemptNumber));
        Assert.Equal(nextAttempt == 0 ? [] : [(nextAttempt, delay)], scenario.Queue.Skip(messages).Select(next => (next.Message.Attempt, (int)next.Delay.TotalSeconds)));
        Assert.Equal(isClaimed && status == EmailStatus.Sending ? 1 : 0, stored.Window.TakeOvers);
        if (claimed is not null)
            Assert.Equal((stored.ETag, stored.LeaseId, scenario.Time.Now + new DispatchOptions().Lease), (claimed.ETag, claimed.LeaseId, claimed.LeaseUntil));
    }

    [Theory]
    [InlineData(3_600, false)]
    [InlineData(0, true)]
    public async Task Message_of_an_email_that_was_rescheduled_comes_back_at_that_time(int secondsUntilDue, bool isClaimed)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var due = scenario.Time.Now.AddSeconds(secondsUntilDue);
        var row = await scenario.StoreAsync(EmailStatus.Scheduled, row => row with { AttemptNumber = 0, ScheduledAt = due });
        var messages = scenario.Queue.Count;

        var claimed = await scenario.Get<Claims>().TryClaimAsync(MessageOf(row) with { Attempt = 1, Etag = "W/\"older\"" }, Letter, Cancellation);

        Assert.Equal(isClaimed, claimed is not null);
        var queued = scenario.Queue.Skip(messages).Select(next => (next.Message.Etag, next.Message.DueAt, next.Delay)).ToList();
        Assert.Equal(isClaimed ? [] : [(row.ETag.ToString(), due, TimeSpan.FromSeconds(secondsUntilDue))], queued);
    }

    [Theory]
    [InlineData(false, "merge sending")]
    [InlineData(true, "read row, merge sending")]
    public async Task First_attempt_needs_only_the_version(bool isVersionUnknown, string operations)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(EmailStatus.Queued, row => row);
        var before = scenario.Operations.Count;

        var message = MessageOf(row) with { Attempt = 1, Etag = isVersionUnknown ? DispatchMessage.NoVersion : row.ETag.ToString() };
        var claimed = await scenario.Get<Claims>().TryClaimAsync(message, Letter, Cancellation);

        Assert.Equal(operations, string.Join(", ", scenario.Operations.Skip(before).Where(o => o != StorageOperations.HoldInstance)));
        Assert.Equal((1, EmailStatus.Sending), (claimed!.AttemptNumber, claimed.Status));
    }

    [Fact]
    public async Task Message_without_a_row_is_dropped()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var id = EmailId.Of(scenario.Time.Now, "no row");
        var messages = scenario.Queue.Count;

        var claimed = await scenario.Get<Claims>().TryClaimAsync(new DispatchMessage { Id = id.ToString(), Tenant = "default", Attempt = 2, Etag = "", Payload = Letter }, Letter, Cancellation);

        Assert.Null(claimed);
        Assert.Equal(messages, scenario.Queue.Count);
        Assert.Contains(2101, scenario.Logs.Errors);
    }

    [Fact]
    public async Task Message_of_a_row_that_was_given_up_proves_that_the_email_was_accepted()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(EmailStatus.Rejected, row => row with { AttemptNumber = 0, IsUnconfirmed = true });

        var claimed = await scenario.Get<Claims>().TryClaimAsync(MessageOf(row) with { Attempt = 1 }, Letter, Cancellation);

        Assert.Equal((EmailStatus.Sending, 1), (claimed!.Status, claimed.AttemptNumber));
        Assert.Equal([EmailStatus.Queued], (await scenario.ReadAsync(row)).Recipients.Select(r => r.Status));
    }

    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public async Task Follow_up_of_an_ended_attempt_is_repeated_but_not_that_of_a_later_one(int attempt, bool isRepeated)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(EmailStatus.Failed, row => row with { AttemptNumber = attempt });

        await scenario.Get<Claims>().TryClaimAsync(MessageOf(row), Letter, Cancellation);

        Assert.Equal(isRepeated, await scenario.Get<PayloadStore>().ExistsAsync(row.Tenant, row.Id, Cancellation));
    }

    [Fact]
    public async Task Recipient_that_the_last_attempt_suppressed_is_not_suppressed_by_the_next_one()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(EmailStatus.Deferred, row => row with { Recipients = [row.Recipients[0] with { Unreachable = true }] });

        var claimed = await scenario.Get<Claims>().TryClaimAsync(MessageOf(row), Letter, Cancellation);

        Assert.Null(claimed!.Recipients[0].Unreachable);
    }

    [Fact]
    public async Task Offer_is_announced_unless_another_instance_took_over()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(EmailStatus.Sending, row => row with { LeaseUntil = scenario.Time.Now.AddMinutes(1) });

        var announced = await scenario.Get<Claims>().TryAnnounceAsync(row, "first");
        var late = await scenario.Get<Claims>().TryAnnounceAsync(row, "second");

        Assert.Equal((EmailStatus.Sending, "first"), (announced!.Status, announced.Offering));
        Assert.Null(late);
        Assert.Equal("first", (await scenario.ReadAsync(row)).Offering);
    }

    [Theory]
    [InlineData(EmailStatus.Sent, 1, true)]
    [InlineData(EmailStatus.Deferred, 3, true)]
    [InlineData(EmailStatus.Deferred, 2, false)]
    [InlineData(EmailStatus.Sending, 2, false)]
    [InlineData(EmailStatus.Rejected, 0, false)]
    public async Task Attempt_2_is_settled_when_the_email_ended_or_went_on(EmailStatus status, int attempt, bool isSettled)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(status, row => row with { AttemptNumber = attempt, LeaseUntil = scenario.Time.Now, IsUnconfirmed = true });

        Assert.Equal(isSettled, await scenario.Get<Claims>().IsSettledAsync(MessageOf(row), Cancellation));
    }

    private static DispatchMessage MessageOf(EmailRow row) => DispatchMessage.For(row) with { Attempt = 2, Etag = DispatchMessage.NoVersion, Blob = null, Payload = Letter };
}
