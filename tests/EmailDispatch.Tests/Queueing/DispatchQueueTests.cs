using System.Diagnostics;
using Azure;
using Azure.Storage.Queues.Models;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Tests.Intake;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Queueing;

/// <summary>How messages are put on the dispatch queue, and where the email of a message is.</summary>
public sealed class DispatchQueueTests
{
    private readonly FakeTimeProvider _time = ManualTime.At("2026-11-21T10:20:00Z");
    private readonly MemoryQueue _queue = new();
    private readonly MemoryBlobs _blobs = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private DispatchQueue Queue => field ??= new(_queue, new PayloadStore(_blobs), _time);

    [Theory]
    [InlineData(-5, 0)]
    [InlineData(0, 0)]
    [InlineData(0.2, 1)]
    [InlineData(60, 60)]
    [InlineData(604_800, 604_800)]
    [InlineData(604_800.5, 604_800)]
    public async Task Delay_is_in_whole_seconds_never_short_and_at_most_a_week(double asked, int seconds)
    {
        await Queue.SendAsync(Message(), TimeSpan.FromSeconds(asked), Cancellation);

        var put = Assert.Single(_queue.Puts);
        Assert.Equal(TimeSpan.FromSeconds(seconds), put.Delay);
        Assert.Equal(seconds == 0 ? null : _time.GetUtcNow().AddSeconds(seconds), put.Message.VisibleAt);
    }

    [Fact]
    public async Task Message_never_expires()
    {
        await Queue.SendAsync(Message(), TimeSpan.Zero, Cancellation);

        Assert.Equal(TimeSpan.FromSeconds(-1), Assert.Single(_queue.Puts).TimeToLive);
    }

    [Fact]
    public async Task Message_keeps_its_trace_unless_another_is_under_way()
    {
        var message = Message() with { Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
        Activity.Current = null;
        await Queue.SendAsync(message, TimeSpan.Zero, Cancellation);
        using var current = new Activity("test").Start();
        await Queue.SendAsync(message, TimeSpan.Zero, Cancellation);

        Assert.Equal([message.Traceparent, current.Id], _queue.Puts.Select(put => put.Message.Traceparent));
    }

    [Theory]
    [InlineData(400)]
    [InlineData(404)]
    public async Task Message_that_was_taken_or_is_gone_is_neither_released_nor_deleted(int status)
    {
        _queue.Fault = new RequestFailedException(status, "gone");

        Assert.False(await Queue.TryReleaseAsync(new QueueReceipt("1", "r"), Cancellation));
        Assert.False(await Queue.TryDeleteAsync(new QueueReceipt("1", "r"), Cancellation));
    }

    [Fact]
    public async Task Message_that_is_still_ours_is_released_and_deleted()
    {
        Assert.True(await Queue.TryReleaseAsync(new QueueReceipt("1", "r"), Cancellation));
        Assert.True(await Queue.TryDeleteAsync(new QueueReceipt("2", "s"), Cancellation));

        Assert.Equal(["1 r visible after 00:00:00", "2 s deleted"], _queue.Changes);
    }

    [Fact]
    public async Task Outage_is_not_taken_for_a_message_that_is_gone()
    {
        _queue.Fault = new RequestFailedException(503, "away");

        await Assert.ThrowsAsync<RequestFailedException>(() => Queue.TryReleaseAsync(new QueueReceipt("1", "r"), Cancellation));
        await Assert.ThrowsAsync<RequestFailedException>(() => Queue.TryDeleteAsync(new QueueReceipt("1", "r"), Cancellation));
    }

    [Theory]
    [InlineData(-90, null, 90)]
    [InlineData(-90, -30, 30)]
    [InlineData(-90, -120, 90)]
    [InlineData(-90, 30, 0)]
    [InlineData(5, null, 0)]
    public async Task Age_counts_from_when_the_first_message_was_due(int inserted, int? visible, int seconds)
    {
        var now = _time.GetUtcNow();
        _queue.Head = Peeked((Message() with { VisibleAt = visible is { } at ? now.AddSeconds(at) : null }).Serialize(), now.AddSeconds(inserted));

        Assert.Equal(TimeSpan.FromSeconds(seconds), await Queue.OldestAgeAsync(Cancellation));
    }

    [Fact]
    public async Task Age_of_a_message_that_is_not_ours_counts_from_its_insertion()
    {
        _queue.Head = Peeked("hello", _time.GetUtcNow().AddSeconds(-90));

        Assert.Equal(TimeSpan.FromSeconds(90), await Queue.OldestAgeAsync(Cancellation));
    }

    [Fact]
    public async Task Empty_queue_has_no_age() => Assert.Equal(TimeSpan.Zero, await Queue.OldestAgeAsync(Cancellation));

    // The size is that of the composed message, which may be twice as large as the email in JSON.
    [Theory]
    [InlineData(500)]
    [InlineData(131_071)]
    public async Task Small_email_travels_in_its_message(int size)
    {
        var row = Row() with { Size = size };

        var message = await Queue.NewMessageAsync(row, Email("text"), Cancellation);
        await Queue.MarkAcceptedAsync(message, Cancellation);

        Assert.Equal(("text", null, null), (message.Payload!.Text, message.Blob, message.Size));
        Assert.Empty(_blobs.Names);
    }

    [Theory]
    [InlineData(65_000, 65_000)]
    [InlineData(10, 131_072)]
    public async Task Large_email_is_stored_beside_its_message(int length, int size)
    {
        var row = Row() with { Size = size };

        var message = await Queue.NewMessageAsync(row, Email(new string('t', length)), Cancellation);

        Assert.Equal((null, (long?)size), (message.Payload, message.Size));
        Assert.Equal([message.Blob], _blobs.Names);
    }

    [Fact]
    public async Task Scheduled_email_is_stored_however_small()
    {
        var at = _time.GetUtcNow().AddDays(1);

        var message = await Queue.NewMessageAsync(Row() with { Status = EmailStatus.Scheduled, ScheduledAt = at, TriedSince = _time.GetUtcNow() }, Email("text"), Cancellation);

        Assert.Equal((null, at), (message.Payload, message.DueAt));
        Assert.Equal([message.Blob], _blobs.Names);
    }

    [Fact]
    public async Task Late_drop_is_due_since_it_is_tried()
    {
        var since = _time.GetUtcNow().AddHours(-3);

        var message = await Queue.NewMessageAsync(Row() with { TriedSince = since }, Email("text"), Cancellation);

        Assert.Equal(since, message.DueAt);
    }

    // The message has 65,536 bytes, and its request 131,584, of which 128 are the frame.
    [Theory]
    [InlineData("a", 65_536, 0)]
    [InlineData("a", 65_436, 100)]
    [InlineData("é", 32_768, 0)]
    [InlineData("<", 32_864, 0)]
    [InlineData(">", 32_864, 0)]
    [InlineData("&", 26_291, 0)]
    public void Text_fits_up_to_the_last_character(string character, int most, int reserve)
    {
        Assert.True(DispatchQueue.Fits(Repeat(most), reserve));
        Assert.False(DispatchQueue.Fits(Repeat(most + 1), reserve));

        string Repeat(int count) => string.Concat(Enumerable.Repeat(character, count));
    }

    private DispatchMessage Message() => DispatchMessage.For(Row());

    private static PeekedMessage Peeked(string text, DateTimeOffset inserted) =>
        QueuesModelFactory.PeekedMessage("1", BinaryData.FromString(text), dequeueCount: 0, insertedOn: inserted, expiresOn: null);

    private static Email Email(string text) =>
        new() { From = new EmailAddress("a@example.com"), To = [new EmailAddress("b@example.com")], Subject = "s", Text = text };

    private EmailRow Row() => new()
    {
        Id = EmailId.New(_time),
        Tenant = "default",
        Status = EmailStatus.Queued,
        From = "a@example.com",
        Subject = "s",
        Recipients = RecipientList.Of(Email("text")),
        Size = 500,
        ETag = new ETag("v1"),
    };
}
