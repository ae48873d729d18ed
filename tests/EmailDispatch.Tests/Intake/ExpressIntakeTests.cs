using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Intake;

/// <summary>Emails that are accepted and claimed by one write.</summary>
public sealed class ExpressIntakeTests : IntakeTest
{
    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(2);

    private readonly ExpressClaim _express;

    private int _claims;

    public ExpressIntakeTests() => _express = new(email => email.Subject != "unwanted", Lease, _ => Task.FromResult($"claim {++_claims}"));

    [Fact]
    public async Task Email_is_claimed_and_its_message_hidden_for_the_lease()
    {
        var result = await SubmitAsync("s");

        var row = await ReadAsync(result.Id!.Value);
        Assert.Equal((EmailStatus.Sending, 1, "claim 1", Time.GetUtcNow() + Lease, false), (row!.Status, row.AttemptNumber, row.LeaseId, row.LeaseUntil, row.IsUnconfirmed));
        Assert.Equal((row.ETag, "s", "1"), (result.Claimed!.Row.ETag, result.Claimed.Email.Subject, result.Claimed.Message.Receipt!.MessageId));
        Assert.Equal([(row.Id.ToString(), (TimeSpan?)Lease)], Queue.Puts.Select(put => (put.Message.Id, put.Delay)));
    }

    [Theory]
    [InlineData("unwanted", "")]
    [InlineData("s", ""","scheduled_at":"2026-11-22T10:00:00Z" """)]
    public async Task Email_that_is_not_sent_at_once_is_not_claimed(string subject, string more)
    {
        var result = await SubmitAsync(subject, more);

        Assert.Null(result.Claimed);
        Assert.Equal(0, (await ReadAsync(result.Id!.Value))!.AttemptNumber);
        Assert.Single(Queue.Messages);
    }

    [Fact]
    public async Task Blob_of_a_claimed_email_is_marked_as_accepted()
    {
        await SubmitAsync("s", $",\"html\":\"{new string('x', 100_000)}\"");

        Assert.Equal(Blobs.Names, Blobs.Marked);
    }

    [Theory]
    [InlineData(60, 1)]
    [InlineData(61, 2)]
    public async Task Message_is_put_again_if_the_row_took_half_of_the_lease(int seconds, int messages)
    {
        await OpenHourAsync();
        Tables.Table.OnInserted = _ =>
        {
            Time.Advance(TimeSpan.FromSeconds(seconds));
            return Task.CompletedTask;
        };

        var result = await SubmitAsync("s");

        Assert.Equal(Enumerable.Repeat((result.Id.ToString(), (TimeSpan?)Lease), messages), Queue.Puts.Select(put => ((string?)put.Message.Id, put.Delay)));
    }

    [Fact]
    public async Task Row_whose_insertion_is_not_answered_is_withdrawn()
    {
        await OpenHourAsync();
        var before = Tables.Table.Count;
        Tables.Table.OnInserted = _ => throw Outage;

        await Assert.ThrowsAsync<RequestFailedException>(() => SubmitAsync("s"));

        Assert.Equal(before, Tables.Table.Count);
    }

    [Fact]
    public async Task Email_that_may_have_been_accepted_is_not_called_refused()
    {
        await OpenHourAsync();
        Tables.Table.OnInserted = _ =>
        {
            Tables.Table.Fault = Outage;
            throw Outage;
        };

        var fault = await Assert.ThrowsAsync<SubmissionInterruptedException>(() => SubmitAsync("s"));

        Assert.Contains("may be", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repeat_of_an_interrupted_try_leaves_the_claim_and_releases_the_message()
    {
        await OpenHourAsync();
        Tables.Table.OnInserted = _ =>
        {
            // The reservation of the key is the first insertion.
            Tables.Table.OnInserted = _ => throw Outage;
            return Task.CompletedTask;
        };
        var fault = await Assert.ThrowsAsync<SubmissionInterruptedException>(() => SubmitAsync("s", key: "k"));
        Tables.Table.OnInserted = _ => Task.CompletedTask;
        Time.Advance(TimeSpan.FromSeconds(10));

        var result = await SubmitAsync("s", key: "k");

        Assert.Contains("Repeat the request", fault.Message, StringComparison.Ordinal);
        Assert.Null(result.Claimed);
        Assert.Equal("claim 1", (await ReadAsync(result.Id!.Value))!.LeaseId);
        Assert.Equal([result.Id.ToString()], Queue.Messages.Select(message => message.Id).Distinct());
        Assert.Equal(["1 1 visible after 00:00:00"], Queue.Changes);
    }

    private static RequestFailedException Outage { get; } = new(503, "outage");

    /// <summary>So that the next insertion is the email's.</summary>
    private Task<EmailRow> OpenHourAsync() => Status.InsertAsync(
        new EmailRow { Id = EmailId.New(Time), Tenant = Submitter.Tenant, Status = EmailStatus.Queued, From = "a@example.com", Subject = "s", Recipients = [] }, Cancellation);

    private Task<SubmissionResult> SubmitAsync(string subject, string more = "", string? key = null) =>
        NewIntake().SubmitAsync(
            Submitter, System.Text.Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"{{subject}}","text":"t"{{more}}}"""), key, Cancellation, _express);
}
