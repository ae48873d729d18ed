using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>An instance is lost with emails in progress, their messages hidden for ten minutes. Others send them within two, once.</summary>
/// <remarks>This class has its own storage, because it takes messages from the queue itself.</remarks>
public sealed class LostInstanceTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly TimeSpan HiddenByTheHost = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _reached = new();
    private readonly TaskCompletionSource _gate = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private QueueClient Queue => new(azurite.ConnectionString, DispatchQueue.QueueName);

    [Theory]
    [InlineData("at_least_once", EmailStatus.Sent)]
    [InlineData("at_most_once", EmailStatus.Unknown)]
    public async Task Email_of_a_lost_instance_is_brought_on_and_the_instance_that_wakes_sends_nothing(string delivery, EmailStatus expected)
    {
        await using var lost = await DispatchScenario.StartAsync(azurite);
        await using var other = await DispatchScenario.StartAsync(azurite);
        lost["first"].On(SandboxPhase.Rcpt, HoldAsync);
        var email = await lost.AcceptAsync(delivery: delivery);
        var run = RunAsync(lost, await TakeAsync());
        await _reached.Task.WaitAsync(Soon, Cancellation);

        other.Time.Now = lost.Time.Now + TimeSpan.FromSeconds(30);
        await other.Get<InstanceLease>().NewClaimIdAsync(receipt: null);
        var early = await other.Get<LostInstances>().ReleaseAsync(Cancellation);
        other.Time.Now = lost.Time.Now + TimeSpan.FromSeconds(60);
        var broughtOn = await other.Get<LostInstances>().ReleaseAsync(Cancellation);
        var again = await TakeAsync();
        await RunAsync(other, again);
        await Queue.DeleteMessageAsync(again.MessageId, again.PopReceipt, Cancellation);

        Assert.Equal((0, 1), (early, broughtOn));
        Assert.Equal(2, again.DequeueCount);
        Assert.Equal(expected, (await other.ReadAsync(email)).Status);
        lost.Time.Now = other.Time.Now;
        _gate.SetResult();
        await run;
        Assert.Empty(lost["first"].Inbox.After());
        Assert.Equal(expected == EmailStatus.Sent ? 1 : 0, other["first"].Inbox.Count);
        Assert.Equal(0, (await Queue.GetPropertiesAsync(Cancellation)).Value.ApproximateMessagesCount);
        Assert.Equal(0, await other.Get<LostInstances>().ReleaseAsync(Cancellation));
    }

    [Fact]
    public async Task Email_that_waited_for_a_connection_is_brought_on_like_the_one_in_session()
    {
        var one = new ScriptedProvider("first") { Settings = new Dictionary<string, string> { ["MaxConnections"] = "1", ["CommandTimeout"] = "00:05:00" } };
        await using var lost = await DispatchScenario.StartAsync(azurite, [one]);
        await using var other = await DispatchScenario.StartAsync(azurite);
        lost["first"].On(SandboxPhase.Rcpt, HoldAsync);
        var emails = new List<QueuedMessage>();
        var runs = new List<Task>();
        for (var n = 0; n < 4; n++)
        {
            emails.Add(await lost.AcceptAsync());
            runs.Add(RunAsync(lost, await TakeAsync()));
            await Eventually.GetAsync(() => lost.ReadAsync(emails[^1]), row => row.Status == EmailStatus.Sending, Cancellation);
        }

        other.Time.Now = lost.Time.Now + TimeSpan.FromSeconds(30);
        await other.Get<InstanceLease>().NewClaimIdAsync(receipt: null);
        other.Time.Now = lost.Time.Now + TimeSpan.FromSeconds(60);
        var broughtOn = await other.Get<LostInstances>().ReleaseAsync(Cancellation);
        for (var n = 0; n < broughtOn; n++)
        {
            var message = await TakeAsync();
            await RunAsync(other, message);
            await Queue.DeleteMessageAsync(message.MessageId, message.PopReceipt, Cancellation);
        }

        Assert.Equal(4, broughtOn);
        Assert.All(await Task.WhenAll(emails.Select(other.ReadAsync)), row => Assert.Equal(EmailStatus.Sent, row.Status));
        lost.Time.Now = other.Time.Now;
        _gate.SetResult();
        await Task.WhenAll(runs);
        Assert.Empty(lost["first"].Inbox.After());
        Assert.Equal(4, other["first"].Inbox.Count);
    }

    [Fact]
    public async Task Instance_that_lives_keeps_its_emails_however_long_they_take()
    {
        var time = new ManualTime(new DateTimeOffset(2026, 6, 2, 12, 0, 0, TimeSpan.Zero));
        var slow = new ScriptedProvider("first") { Settings = new Dictionary<string, string> { ["CommandTimeout"] = "00:04:00" } };
        await using var living = await DispatchScenario.StartAsync(azurite, [slow], services => services.AddSingleton<TimeProvider>(time));
        await using var other = await DispatchScenario.StartAsync(azurite);
        living["first"].On(SandboxPhase.Rcpt, HoldAsync);
        var email = await living.AcceptAsync();
        var taken = await TakeAsync();
        var run = RunAsync(living, taken);
        await _reached.Task.WaitAsync(Soon, Cancellation);

        for (var n = 0; n < 8; n++)
        {
            Assert.True(await Eventually.GetAsync(() => Task.FromResult(time.IsWaiting(InstanceLease.Renewal)), waits => waits, Cancellation));
            var writes = living.Operations.Count(o => o == StorageOperations.HoldInstance);
            time.Advance(InstanceLease.Renewal);
            Assert.True(await Eventually.GetAsync(() => Task.FromResult(living.Operations.Count(o => o == StorageOperations.HoldInstance) > writes), isWritten => isWritten, Cancellation));
        }

        other.Time.Now = time.GetUtcNow();
        Assert.Equal(0, await other.Get<LostInstances>().ReleaseAsync(Cancellation));
        _gate.SetResult();
        await run;
        Assert.Equal(EmailStatus.Sent, (await living.ReadAsync(email)).Status);
        Assert.Single(living["first"].Inbox.After());
        await Queue.DeleteMessageAsync(taken.MessageId, taken.PopReceipt, Cancellation);
        await living.Get<DispatchRuns>().StopAsync();
        other.Time.Now += TimeSpan.FromHours(1);
        Assert.Equal(0, await other.Get<LostInstances>().ReleaseAsync(Cancellation));
    }

    private async ValueTask<SandboxReply?> HoldAsync(SmtpCommandContext context, CancellationToken cancellationToken)
    {
        _reached.TrySetResult();
        await _gate.Task.WaitAsync(cancellationToken);
        return null;
    }

    // Receives a message as the host does.
    private async Task<QueueMessage> TakeAsync() => (await Queue.ReceiveMessageAsync(HiddenByTheHost, Cancellation)).Value;

    private static Task RunAsync(DispatchScenario instance, QueueMessage message) => instance.Get<DispatchRuns>().RunAsync(
        DispatchMessage.Parse(message.Body.ToString()) with { Receipt = new QueueReceipt(message.MessageId, message.PopReceipt) }, CancellationToken.None);
}
