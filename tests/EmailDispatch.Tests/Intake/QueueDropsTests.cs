using System.Text;
using Azure;
using Azure.Storage.Queues.Models;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Tests.Senders;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Intake;

/// <summary>What becomes of drops that are refused.</summary>
public sealed class QueueDropsTests : IntakeTest
{
    [Fact]
    public async Task Refused_drop_is_told_its_own_faults_only()
    {
        var id = EmailId.New(Time);

        await DropAsync($$"""{"id":"{{id}}","idempotency_key":7,"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"path":"https://files.example/r.pdf"}]}""");

        var row = await ReadAsync(id);
        Assert.Equal("idempotency_key", Assert.Single(row!.Errors).Field);
    }

    [Fact]
    public async Task Corrected_drop_of_the_same_id_is_accepted()
    {
        var id = EmailId.New(Time);
        await DropAsync($$"""{"id":"{{id}}","from":"a@example.com","to":"b","subject":"s","text":"t"}""");
        var refused = await ReadAsync(id);

        await DropAsync($$"""{"id":"{{id}}","from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""");

        Assert.Equal(EmailStatus.Rejected, refused!.Status);
        Assert.Equal(EmailStatus.Queued, (await ReadAsync(id))!.Status);
        Assert.Equal(id.ToString(), Assert.Single(Queue.Messages).Id);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData("", true)]
    [InlineData("\"id\":null,", false)]
    [InlineData("\"tenant\":\"acme\",\"idempotency_key\":\"k \\u00e9\",", true)]
    [InlineData("\"id\":\"<given>\",", false)]
    public async Task Drop_waits_out_an_outage_of_the_table_however_long_and_is_one_email(string more, bool isEncoded)
    {
        Tables.Table.Fault = new RequestFailedException(503, "away");
        var given = EmailId.New(Time).ToString();
        var json = $$"""{{{more.Replace("<given>", given, StringComparison.Ordinal)}}"from":"a@example.com","to":"b@example.com","subject":"s \u00e9","text":"t"}""";

        var put = await DropAsync(isEncoded ? Convert.ToBase64String(Encoding.UTF8.GetBytes(json)) : json);
        for (var n = 0; n < 20; n++)
        {
            Time.Advance(TimeSpan.FromSeconds(30));
            put = await DropAsync(put!.Value.Body, $"again {n}");
        }

        Tables.Table.Fault = null;
        Assert.Null(await DropAsync(put!.Value.Body, "last"));
        Assert.Equal(TimeSpan.FromSeconds(30), put.Value.Delay);
        Assert.Empty(Blobs.Written);
        var message = Assert.Single(Queue.Messages);
        Assert.Equal("s \u00e9", message.Payload!.Subject);
        Assert.Equal(more.Contains("acme", StringComparison.Ordinal) ? "acme" : "default", message.Tenant);
        Assert.Equal(more.Contains("<given>", StringComparison.Ordinal) ? given : Status.IdOf(Started, "first").ToString(), message.Id);
    }

    [Fact]
    public async Task Drop_that_was_accepted_half_way_is_the_same_email_when_it_comes_again()
    {
        Queue.BeforePut = _ => throw new RequestFailedException(503, "away");
        var put = await DropAsync("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""");
        Queue.BeforePut = _ => { };

        await DropAsync(put!.Value.Body, "again");

        Assert.Equal(Status.IdOf(Started, "first").ToString(), Assert.Single(Queue.Messages).Id);
        Assert.Equal(EmailStatus.Queued, (await ReadAsync(Status.IdOf(Started, "first")))!.Status);
    }

    [Theory]
    [InlineData("t", 65_450, false)]
    [InlineData("t", 49_050, true)]
    [InlineData("<", 32_840, false)]
    [InlineData("<", 49_050, true)]
    public async Task Drop_as_large_as_a_message_may_be_keeps_its_id_however_often_it_is_put_back(string character, int length, bool isEncoded)
    {
        Tables.Table.Fault = new RequestFailedException(0, "Connection refused");
        var json = $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"{{string.Concat(Enumerable.Repeat(character, length))}}"}""";

        var put = await DropAsync(isEncoded ? Convert.ToBase64String(Encoding.UTF8.GetBytes(json)) : json);
        for (var n = 0; n < 3; n++)
        {
            Time.Advance(TimeSpan.FromSeconds(30));
            Assert.True(DispatchQueue.Fits(put!.Value.Body.ToString(), reserve: 0));
            put = await DropAsync(put.Value.Body, $"again {n}");
        }

        Tables.Table.Fault = null;
        Assert.Null(await DropAsync(put!.Value.Body, "last"));
        Assert.Null(await DropAsync(put.Value.Body, "twice"));
        var id = Status.IdOf(Started, "first");
        Assert.Equal(EmailStatus.Queued, (await ReadAsync(id))!.Status);
        Assert.Equal([id.ToString()], Queue.Messages.Select(message => message.Id).Distinct());
        Assert.DoesNotContain(Blobs.Names, name => name.EndsWith(".drop", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Drop_that_cannot_be_stored_either_is_put_back_as_it_came()
    {
        var json = $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"{{new string('t', 65_450)}}"}""";
        Tables.Table.Fault = new RequestFailedException(0, "Connection refused");
        Blobs.Fault = new RequestFailedException(503, "away");

        var put = await DropAsync(json);

        Assert.Equal(json, put!.Value.Body.ToString());
    }

    [Fact]
    public async Task Stored_drop_that_cannot_be_read_now_waits_for_it()
    {
        Tables.Table.Fault = new RequestFailedException(0, "Connection refused");
        var put = await DropAsync($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"{{new string('t', 65_450)}}"}""");
        Blobs.Fault = new RequestFailedException(503, "away");
        Tables.Table.Fault = null;

        var again = await DropAsync(put!.Value.Body, "again");
        Blobs.Fault = null;
        await DropAsync(again!.Value.Body, "last");

        Assert.Equal(put.Value.Body.ToString(), again.Value.Body.ToString());
        Assert.Equal(EmailStatus.Queued, (await ReadAsync(Status.IdOf(Started, "first")))!.Status);
    }

    [Fact]
    public async Task Word_for_a_stored_drop_that_there_is_not_is_refused()
    {
        var id = EmailId.New(Time);

        await DropAsync($$"""{"id":"{{id}}","stored":true}""");

        Assert.Equal(EmailStatus.Rejected, (await ReadAsync(id))!.Status);
    }

    [Fact]
    public async Task Request_that_storage_calls_wrong_is_not_repeated_for_ever()
    {
        Tables.Table.Fault = new RequestFailedException(400, "wrong");

        await Assert.ThrowsAsync<RequestFailedException>(() => DropAsync("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}"""));

        Assert.Empty(Queue.Drops);
    }

    [Theory]
    [InlineData("waits")]
    [InlineData("is claimed")]
    [InlineData("has no message yet")]
    [InlineData("came over HTTP")]
    [InlineData("came with a key")]
    public async Task Drop_with_other_content_under_an_id_is_refused_when_the_first(string state)
    {
        var id = EmailId.New(Time);
        if (state == "came over HTTP")
            id = (await NewIntake().SubmitAsync(Submitter, Email("first"), null, Cancellation)).Id!.Value;
        else if (state == "has no message yet")
            await DropInVainAsync(Drop(id, "first"));
        else
            await DropAsync(Drop(id, "first", state == "came with a key" ? ",\"idempotency_key\":\"k\"" : ""));
        if (state == "is claimed")
            await Status.TryDeleteAsync((await ReadAsync(id))!, Cancellation);
        if (state == "is claimed")
            await Status.InsertAsync(RowOf(id) with { Content = "another" }, Cancellation);

        await DropAsync(Drop(id, "second"));

        Assert.DoesNotContain(Queue.Messages, message => message.Payload!.Subject == "second");
        Assert.Equal("first", (await ReadAsync(id))!.Subject);
        Assert.Equal([Drop(id, "second")], Queue.Poison);
    }

    [Fact]
    public async Task Equal_drop_under_an_id_is_the_same_email()
    {
        var id = EmailId.New(Time);
        var drop = Drop(id, "s");
        await DropInVainAsync(drop);

        await DropAsync(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(drop)));

        Assert.Equal(id.ToString(), Assert.Single(Queue.Messages).Id);
        Assert.Empty(Queue.Poison);
    }

    [Theory]
    [InlineData("5f0c0f4e-8d1c-4a52-9f0d-0a6f6a3f1b52")]
    [InlineData("{C232AB00-9414-11EC-B3C8-9F6BDECED846}")]
    [InlineData("1ec9414c-232a-6b00-b3c8-9f6bdeced846")]
    public async Task Uuid_of_another_version_names_one_email_however_often_it_comes(string uuid)
    {
        var drop = $$"""{"id":"{{uuid}}","from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""";
        await DropAsync(BinaryData.FromString(drop), "first");
        Time.Advance(TimeSpan.FromMinutes(10));

        await DropAsync(BinaryData.FromString(drop), "second");
        await DropAsync(BinaryData.FromString(drop.Replace("\"s\"", "\"another\"", StringComparison.Ordinal)), "third");

        var found = await GivenIds.FindAsync(Submitter.Tenant, uuid, Cancellation);
        var row = await ReadAsync(found!.Value);
        Assert.Equal((Guid.Parse(uuid), EmailStatus.Queued, "s"), (row!.GivenId, row.Status, row.Subject));
        Assert.All(Queue.Messages, message => Assert.Equal(row.Id.ToString(), message.Id));
        Assert.Single(Queue.Poison);
        Assert.Null(await GivenIds.FindAsync("other", uuid, Cancellation));
        Assert.Equal(row.Id, await GivenIds.FindAsync("other", row.Id.ToString().ToUpperInvariant(), Cancellation));
    }

    [Fact]
    public async Task Rejected_drop_is_found_by_the_uuid_of_its_sender_also_after_an_outage()
    {
        const string uuid = "5f0c0f4e-8d1c-4a52-9f0d-0a6f6a3f1b52";
        Tables.Table.Fault = new RequestFailedException(503, "away");
        var put = await DropAsync($$"""{"id":"{{uuid}}","from":"a@example.com","to":"b","subject":"s","text":"t"}""");
        Tables.Table.Fault = null;

        await DropAsync(put!.Value.Body, "again");

        var row = await ReadAsync((await GivenIds.FindAsync(Submitter.Tenant, uuid, Cancellation))!.Value);
        Assert.Equal((EmailStatus.Rejected, Guid.Parse(uuid)), (row!.Status, row.GivenId));
    }

    [Fact]
    public async Task Drop_whose_first_instance_stopped_takes_its_id_along()
    {
        const string json = """{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""";

        var put = await DropAsync(BinaryData.FromString(json), "first", takes: 2);
        var accepted = Queue.Messages.Count;
        await DropAsync(put!.Value.Body, "second");

        Assert.Equal((TimeSpan.Zero, 0), (put.Value.Delay, accepted));
        Assert.Equal(Status.IdOf(Started, "first").ToString(), Assert.Single(Queue.Messages).Id);
    }

    [Fact]
    public async Task Drop_that_there_is_no_memory_for_is_put_back()
    {
        Tables.Table.Fault = new InsufficientMemoryException();

        var put = await DropAsync("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""");

        Assert.Equal(TimeSpan.FromSeconds(30), put!.Value.Delay);
        Assert.Empty(Queue.Poison);
    }

    [Fact]
    public async Task Drop_waits_while_a_quota_is_used_up_and_is_accepted_when_the_next_day_begins()
    {
        Senders = SenderRulesTests.Read(("0:PerDay", "1"));
        var (first, second) = (EmailId.New(Time), EmailId.New(Time));
        await DropAsync(Drop(first, "first"));

        var put = await DropAsync(Drop(second, "second"));
        var waiting = await ReadAsync(second);
        var delays = new List<TimeSpan?>();
        for (; put is { } again && delays.Count < 100; put = await DropAsync(again.Body, $"again {delays.Count}"))
        {
            delays.Add(again.Delay);
            Time.Advance(again.Delay!.Value);
        }

        Assert.Null(waiting);
        Assert.Equal([.. Enumerable.Repeat(60.0, 13), 40], delays.Select(delay => delay!.Value.TotalMinutes));
        Assert.Equal(DateTimeOffset.Parse("2026-11-22T00:00:00Z", System.Globalization.CultureInfo.InvariantCulture), Time.GetUtcNow());
        Assert.Equal([first.ToString(), second.ToString()], Queue.Messages.Select(message => message.Id));
        Assert.Equal(EmailStatus.Queued, (await ReadAsync(second))!.Status);
        Assert.Empty(Queue.Poison);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Drop_that_cannot_be_parsed_is_on_the_poison_queue_once(bool isPoison)
    {
        var isTaken = await NewDrops().TryTakeAsync(Message(BinaryData.FromString("hello"), "first"), isPoison, Cancellation);

        Assert.False(isTaken);
        Assert.Equal(isPoison ? [] : ["hello"], Queue.Poison);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Stored_drop_is_deleted_when_it_is_taken_and_whenever_its_content_is_on_the_poison_queue(bool isPoison)
    {
        Tables.Table.Fault = new RequestFailedException(0, "Connection refused");
        var json = $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"{{new string('t', 65_450)}}"}""";
        var taken = (await DropAsync(BinaryData.FromString(json), "taken"))!.Value.Body;
        var other = (await DropAsync(BinaryData.FromString(json), "other"))!.Value.Body;
        Tables.Table.Fault = null;
        await Status.InsertAsync(RowOf(Status.IdOf(Started, "other")) with { Content = "another" }, Cancellation);

        Assert.True(await NewDrops().TryTakeAsync(Message(taken, "again"), isPoison, Cancellation));
        Assert.False(await NewDrops().TryTakeAsync(Message(other, "again"), isPoison, Cancellation));

        Assert.Equal(isPoison ? 1 : 0, Blobs.Names.Count(name => name.EndsWith(".drop", StringComparison.Ordinal)));
        Assert.Equal(isPoison ? [] : [json], Queue.Poison);
    }

    [Fact]
    public async Task Stored_drop_that_waits_longer_is_stored_again()
    {
        Tables.Table.Fault = new RequestFailedException(0, "Connection refused");
        var put = await DropAsync($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"{{new string('t', 65_450)}}"}""");
        var before = Blobs.Written.Count;

        await DropAsync(put!.Value.Body, "again");

        Assert.Equal((1, 2), (before, Blobs.Written.Count));
    }

    [Fact]
    public async Task Drop_that_is_put_back_or_replaced_is_taken_from_the_poison_queue()
    {
        var drop = BinaryData.FromString("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""");
        Senders = SenderRulesTests.Read(("0:PerDay", "1"));
        await DropAsync(Drop(EmailId.New(Time), "first"));
        var isReplaced = await NewDrops().TryTakeAsync(Message(drop, "first", takes: 2), isPoison: false, Cancellation);
        var waitsForQuota = await NewDrops().TryTakeAsync(Message(drop, "second"), isPoison: true, Cancellation);
        Tables.Table.Fault = new RequestFailedException(503, "away");
        var waitsForStorage = await NewDrops().TryTakeAsync(Message(drop, "third"), isPoison: true, Cancellation);

        Assert.Equal((true, true, true), (isReplaced, waitsForQuota, waitsForStorage));
        Assert.Equal(3, Queue.Drops.Count);
    }

    private static string Drop(EmailId id, string subject, string more = "") =>
        $$"""{"id":"{{id}}","from":"a@example.com","to":"b@example.com","subject":"{{subject}}","text":"t"{{more}}}""";

    private static EmailRow RowOf(EmailId id) => new()
    {
        Id = id,
        Tenant = Submitter.Tenant,
        Status = EmailStatus.Sending,
        AttemptNumber = 1,
        From = "a@example.com",
        Subject = "first",
        Recipients = [],
    };

    /// <summary>Its row is inserted, and its message not put.</summary>
    private async Task DropInVainAsync(string json)
    {
        Queue.BeforePut = _ => throw new RequestFailedException(503, "outage");
        Assert.NotNull(await DropAsync(json));
        Queue.BeforePut = _ => { };
    }

    private DateTimeOffset Started { get; } = DateTimeOffset.Parse("2026-11-21T10:20:00Z", System.Globalization.CultureInfo.InvariantCulture);

    private Task<(BinaryData Body, TimeSpan? Delay)?> DropAsync(string json) => DropAsync(BinaryData.FromString(json), "first");

    /// <returns>What was put back, if it was.</returns>
    private async Task<(BinaryData Body, TimeSpan? Delay)?> DropAsync(BinaryData body, string messageId, int takes = 1)
    {
        await NewDrops().AcceptAsync(Message(body, messageId, takes), Cancellation);
        return Queue.Drops.TryDequeue(out var put) ? put : null;
    }

    private QueueDrops NewDrops() => new(Queue, NewIntake(), NewReader(), new PayloadStore(Blobs), Status, GivenIds, Time, NullLogger<QueueDrops>.Instance);

    private QueueMessage Message(BinaryData body, string messageId, int takes = 1) =>
        QueuesModelFactory.QueueMessage(messageId, "1", body, takes, insertedOn: Time.GetUtcNow());
}
