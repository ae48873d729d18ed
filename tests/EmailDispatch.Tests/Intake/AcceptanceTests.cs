using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Intake;

/// <summary>What is left when storage fails between rows and messages.</summary>
public sealed class AcceptanceTests : IntakeTest
{
    private static readonly RequestFailedException Outage = new(503, "outage");

    [Fact]
    public async Task Email_without_a_message_is_withdrawn()
    {
        EmailId id = default;
        Queue.BeforePut = message =>
        {
            id = IdOf(message);
            throw Outage;
        };

        await Assert.ThrowsAsync<RequestFailedException>(() => NewIntake().SubmitAsync(Submitter, Email("s"), null, Cancellation));

        Assert.Null(await ReadAsync(id));
    }

    [Fact]
    public async Task Email_whose_message_arrived_after_all_is_accepted()
    {
        Queue.BeforePut = message =>
        {
            Claim(message);
            throw Outage;
        };

        var result = await NewIntake().SubmitAsync(Submitter, Email("s"), null, Cancellation);

        Assert.NotNull(result.Id);
        Assert.NotNull(await ReadAsync(result.Id.Value));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_who_goes_while_rows_are_inserted_leaves_none(bool batch)
    {
        using var caller = new CancellationTokenSource();
        var (inserted, answered) = (new TaskCompletionSource<int>(), new TaskCompletionSource());
        await Status.InsertAsync(RowOf(EmailId.New(Time)), Cancellation);
        var before = Tables.Table.Count;
        Tables.Table.OnInserted = token =>
        {
            var answer = answered.Task.WaitAsync(token);
            inserted.SetResult(Tables.Table.Count);
            return answer;
        };

        Task submission = batch
            ? NewBatchIntake().SubmitAsync(Submitter, Batch("a", "b"), default, null, caller.Token)
            : NewIntake().SubmitAsync(Submitter, Email("s"), null, caller.Token);
        var during = await inserted.Task;
        await caller.CancelAsync();
        answered.SetResult();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => submission);
        Assert.Equal((before, batch ? 2 : 1), (Tables.Table.Count, during - before));
        Assert.Empty(Queue.Messages);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Caller_with_a_key_who_goes_while_rows_are_inserted_has_them_sent(bool batch)
    {
        using var caller = new CancellationTokenSource();
        Tables.Table.OnInserted = _ =>
        {
            // The reservation of the key is the first insertion.
            Tables.Table.OnInserted = _ => caller.CancelAsync();
            return Task.CompletedTask;
        };

        if (batch)
            await NewBatchIntake().SubmitAsync(Submitter, Batch("a", "b"), default, "key", caller.Token);
        else
            await NewIntake().SubmitAsync(Submitter, Email("s"), "key", caller.Token);

        Assert.True(caller.IsCancellationRequested);
        Assert.Equal(batch ? 2 : 1, Queue.Messages.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Row_whose_insertion_is_not_answered_is_withdrawn(bool batch)
    {
        await Status.InsertAsync(RowOf(EmailId.New(Time)), Cancellation);
        var before = Tables.Table.Count;
        var during = before;
        Tables.Table.OnInserted = _ =>
        {
            during = Tables.Table.Count;
            throw Outage;
        };

        await Assert.ThrowsAsync<RequestFailedException>(() => batch
            ? NewBatchIntake().SubmitAsync(Submitter, Batch("a", "b"), default, null, Cancellation)
            : NewIntake().SubmitAsync(Submitter, Email("s"), null, Cancellation));

        Assert.Equal((before, batch ? 2 : 1), (Tables.Table.Count, during - before));
        Assert.Empty(Queue.Messages);
    }

    [Fact]
    public async Task Email_that_may_have_been_accepted_is_not_called_refused()
    {
        Queue.BeforePut = _ =>
        {
            Tables.Table.Fault = Outage;
            throw Outage;
        };

        var fault = await Assert.ThrowsAsync<SubmissionInterruptedException>(() => NewIntake().SubmitAsync(Submitter, Email("s"), null, Cancellation));

        Assert.Contains("may be", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Batch_of_which_a_message_fails_is_withdrawn_whole()
    {
        Queue.BeforePut = message =>
        {
            if (message.Payload!.Subject == "d")
                throw Outage;
        };

        await Assert.ThrowsAsync<RequestFailedException>(() => NewBatchIntake().SubmitAsync(Submitter, Batch("a", "b", "c", "d"), default, null, Cancellation));

        foreach (var message in Queue.Messages)
            Assert.Null(await ReadAsync(IdOf(message)));
    }

    [Fact]
    public async Task Emails_of_a_failed_batch_that_are_on_their_way_are_named()
    {
        using var claimed = new SemaphoreSlim(0);
        var id = "";
        Queue.BeforePut = message =>
        {
            if (message.Payload!.Subject == "b")
            {
                Claim(message);
                id = message.Id;
                claimed.Release();
            }
            else
            {
                claimed.Wait(Cancellation);
                throw Outage;
            }
        };

        var fault = await Assert.ThrowsAsync<SubmissionInterruptedException>(
            () => NewBatchIntake().SubmitAsync(Submitter, Batch("a", "b"), default, null, Cancellation));

        Assert.Contains($"On their way are: {id}.", fault.Message, StringComparison.Ordinal);
        Assert.NotNull(await ReadAsync(IdOf(Assert.Single(Queue.Messages))));
    }

    [Fact]
    public async Task Given_id_that_comes_again_is_one_email_and_gets_its_message()
    {
        var id = EmailId.New(Time);
        var intake = NewIntake();
        await intake.SubmitAsync(Submitter, Email("s"), null, id, null, Cancellation);

        await intake.SubmitAsync(Submitter, Email("s"), null, id, null, Cancellation);
        Claim(Queue.Messages[0]);
        await intake.SubmitAsync(Submitter, Email("s"), null, id, null, Cancellation);

        // The third time the row is claimed: nobody waits for a message.
        Assert.Equal([id.ToString(), id.ToString()], Queue.Messages.Select(message => message.Id));
        Assert.Equal(Queue.Messages[0].Etag, Queue.Messages[1].Etag);
    }

    private static EmailId IdOf(DispatchMessage message) => EmailId.TryParse(message.Id, out var id) ? id : throw new InvalidDataException(message.Id);

    private static EmailRow RowOf(EmailId id) =>
        new() { Id = id, Tenant = Submitter.Tenant, Status = EmailStatus.Queued, From = "a@example.com", Subject = "s", Recipients = [] };

    /// <summary>What dispatch does first.</summary>
    private void Claim(DispatchMessage message)
    {
        var row = ReadAsync(IdOf(message)).GetAwaiter().GetResult()!;
        var entity = EmailRowEntity.ToEntity(row with { Status = EmailStatus.Sending, AttemptNumber = 1 });
        Tables.Table.UpdateEntityAsync(entity, row.ETag, TableUpdateMode.Replace, Cancellation).GetAwaiter().GetResult();
    }

    [Fact]
    public async Task Scheduled_email_is_put_for_its_time()
    {
        var due = Time.GetUtcNow().AddHours(3);

        var result = await NewIntake().SubmitAsync(Submitter, Scheduled(due), null, Cancellation);

        Assert.Equal((EmailStatus.Scheduled, due), (result.Status, result.ScheduledAt));
        Assert.Equal((EmailStatus.Scheduled, due), ((await ReadAsync(result.Id!.Value))!.Status, (await ReadAsync(result.Id.Value))!.ScheduledAt));
        Assert.Equal(TimeSpan.FromHours(3), Assert.Single(Queue.Puts).Delay);
    }

    [Fact]
    public async Task Email_that_is_due_at_once_is_told_with_its_advice()
    {
        var result = await NewIntake().SubmitAsync(Submitter, """{"from":"noreply@example.com","to":"b@example.com","subject":"s","text":"t"}"""u8.ToArray(), null, Cancellation);

        Assert.Equal((EmailStatus.Queued, null), (result.Status, result.ScheduledAt));
        Assert.Contains(Advice.NoReplyFrom, result.Advice);
        Assert.True((await ReadAsync(result.Id!.Value))!.IsUnconfirmed);
    }

    [Theory]
    [InlineData("00:01:00", false)]
    [InlineData("00:01:01", true)]
    public async Task Age_counts_from_the_acceptance_if_the_id_is_older(string age, bool isLate)
    {
        var id = EmailId.New(Time);
        Time.Advance(TimeSpan.Parse(age, null));

        await NewIntake().SubmitAsync(Submitter, Email("s"), null, id, null, Cancellation);

        Assert.Equal(isLate ? Time.GetUtcNow() : (DateTimeOffset?)null, (await ReadAsync(id))!.TriedSince);
    }

    [Fact]
    public async Task Blob_is_a_draft_until_the_message_is_put()
    {
        var marked = -1;
        Queue.BeforePut = _ => marked = Blobs.Marked.Count;

        await NewIntake().SubmitAsync(Submitter, Scheduled(Time.GetUtcNow().AddHours(3)), null, Cancellation);

        Assert.Equal((0, Blobs.Names.Single()), (marked, Assert.Single(Blobs.Marked)));
    }

    [Fact]
    public async Task Email_whose_blob_cannot_be_marked_is_accepted()
    {
        Queue.BeforePut = _ => Blobs.Fault = Outage;

        var result = await NewIntake().SubmitAsync(Submitter, Scheduled(Time.GetUtcNow().AddHours(3)), null, Cancellation);

        Assert.Equal(EmailFault.None, result.Fault);
    }

    [Fact]
    public async Task Caller_who_has_gone_leaves_nothing()
    {
        using var caller = new CancellationTokenSource();
        await caller.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewIntake().SubmitAsync(Submitter, Email("s"), null, EmailId.New(Time), null, caller.Token));

        Assert.Equal((0, 0), (Tables.Table.Count, Queue.Messages.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Only_a_valid_request_of_a_caller_needs_a_place(bool batch)
    {
        for (var n = 0; n < IntakeGate.Most; n++)
            await Gate.EnterAsync(Cancellation);
        for (var n = 0; n < IntakeGate.Most; n++)
            _ = Gate.EnterAsync(Cancellation).AsTask();

        var refused = batch
            ? (await NewBatchIntake().SubmitAsync(Submitter, "[{}]"u8.ToArray(), default, null, Cancellation)).Fault
            : (await NewIntake().SubmitAsync(Submitter, "{}"u8.ToArray(), null, Cancellation)).Fault;
        var drop = await NewIntake().SubmitAsync(Submitter, Email("s"), null, EmailId.New(Time), null, Cancellation);

        Assert.Equal((EmailFault.Invalid, EmailFault.None), (refused, drop.Fault));
        await Assert.ThrowsAsync<IntakeBusyException>(() => batch
            ? NewBatchIntake().SubmitAsync(Submitter, Batch("a"), default, null, Cancellation)
            : NewIntake().SubmitAsync(Submitter, Email("s"), null, Cancellation));
    }

    private static byte[] Scheduled(DateTimeOffset due) =>
        System.Text.Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","scheduled_at":"{{due:O}}"}""");
}
