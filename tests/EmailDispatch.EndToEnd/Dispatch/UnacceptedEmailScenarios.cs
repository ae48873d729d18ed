using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Rows whose acceptance was interrupted: given up, and restored if their message comes after all.</summary>
[Collection<ScenarioStorage>]
public sealed class UnacceptedEmailScenarios(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Row_without_a_message_is_rejected_with_the_reason()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(EmailStatus.Queued, row => row with { IsUnconfirmed = true });

        var isGivenUp = await scenario.Get<UnacceptedEmails>().TryGiveUpAsync(row, Cancellation);

        var ended = await scenario.ReadAsync(row);
        Assert.True(isGivenUp);
        Assert.True(UnacceptedEmails.WasGivenUp(ended));
        Assert.Equal([EmailStatus.Rejected], ended.Recipients.Select(r => r.Status));
        Assert.Equal([UnacceptedEmails.Reason], ended.Errors.Select(error => error.Message));
    }

    [Fact]
    public async Task Row_that_changed_meanwhile_is_not_given_up()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(EmailStatus.Queued, row => row with { IsUnconfirmed = true });
        await scenario.Get<StatusStore>().TryRecordAsync(row with { AttemptNumber = 1 }, Cancellation);

        Assert.False(await scenario.Get<UnacceptedEmails>().TryGiveUpAsync(row, Cancellation));
        Assert.Equal(EmailStatus.Queued, (await scenario.ReadAsync(row)).Status);
    }

    [Fact]
    public async Task Row_is_not_given_up_while_the_queue_is_behind()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(EmailStatus.Queued, row => row with { IsUnconfirmed = true });
        await scenario.AcceptAsync();
        // The storage has the time of the machine.
        scenario.Time.Now = TimeProvider.System.GetUtcNow().AddMinutes(11);

        Assert.False(await scenario.Get<UnacceptedEmails>().TryGiveUpAsync(row, Cancellation));
        Assert.Equal(EmailStatus.Queued, (await scenario.ReadAsync(row)).Status);
    }

    [Theory]
    [InlineData(false, EmailStatus.Queued)]
    [InlineData(true, EmailStatus.Scheduled)]
    public async Task Row_whose_message_comes_after_all_is_as_it_was_accepted(bool isScheduled, EmailStatus expected)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.StoreAsync(expected, row => row with { IsUnconfirmed = true, ScheduledAt = isScheduled ? scenario.Time.Now.AddDays(1) : null });
        await scenario.Get<UnacceptedEmails>().TryGiveUpAsync(row, Cancellation);

        await scenario.Get<UnacceptedEmails>().TakeBackAsync(await scenario.ReadAsync(row), Cancellation);

        var restored = await scenario.ReadAsync(row);
        Assert.Equal((expected, expected), (restored.Status, restored.Recipients[0].Status));
        Assert.Empty(restored.Errors);
    }

    [Theory]
    [InlineData(EmailStatus.Rejected, true, true)]
    [InlineData(EmailStatus.Rejected, false, false)]
    [InlineData(EmailStatus.Queued, true, false)]
    public void Rejected_row_was_given_up_if_its_acceptance_was_not_confirmed(EmailStatus status, bool isUnconfirmed, bool wasGivenUp)
    {
        var row = new EmailRow
        {
            Id = EmailId.New(TimeProvider.System),
            Tenant = "default",
            Status = status,
            From = "ann@example.com",
            Subject = "Hello",
            Recipients = [],
            IsUnconfirmed = isUnconfirmed,
        };

        Assert.Equal(wasGivenUp, UnacceptedEmails.WasGivenUp(row));
    }
}
