using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.Dispatch;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>
/// Cuts the connection to storage at every request of an acceptance, before storage executes it or before the answer: once, so that the SDK
/// retries; for that request alone; or for good, as if the process had died. Hours later, after recovery of stuck emails: an accepted email was
/// sent once, a rejected one was not sent and no row is waiting, and one without an answer is one or the other.
/// </summary>
public sealed class CutAcceptanceTests(Azurite azurite) : IClassFixture<Azurite>, IAsyncLifetime
{
    private const int MostCuts = 300;

    private static readonly int[] CutRequests = [1, 2, int.MaxValue];

    // An attempt at once would try to store its result for as long as storage is away. This is two requests with the SDK's retries.
    private static readonly int[] ExpressCutRequests = [1, 2, 4];

    // The pause before a result is stored again.
    private readonly FixedTime _time = new() { SkippedPause = TimeSpan.FromSeconds(1) };

    // A new one for each cut, and each with links to attachments.
    private readonly Queue<string> _tenants = new(Enumerable.Range(0, MostCuts).Select(_ => $"t{Guid.NewGuid():N}"));
    private readonly StorageCut _cut = new(azurite.ConnectionString);
    private SandboxServer _provider = null!;
    private IntakeInstance _instance = null!;

    private enum Outcome
    {
        Accepted,
        Refused,
        Open,
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        _instance = await IntakeInstance.StartAsync(azurite.ConnectionString, _time, _provider, _cut.Replace, LinksFor(_tenants));
    }

    public async ValueTask DisposeAsync()
    {
        await _instance.DisposeAsync();
        await _provider.DisposeAsync();
    }

    [Theory]
    [InlineData("email")]
    [InlineData("email, large")]
    [InlineData("email, scheduled")]
    [InlineData("email, links")]
    [InlineData("email, express")]
    [InlineData("email, express, links")]
    [InlineData("email, express, large")]
    [InlineData("batch")]
    [InlineData("batch, large")]
    [InlineData("batch, scheduled")]
    [InlineData("batch, links")]
    public Task Email_that_was_refused_is_never_sent(string kind) => CutEverywhereAsync(kind, repeats: false, sweepBefore: false);

    [Theory]
    [InlineData("email, key", true)]
    [InlineData("email, key, large", true)]
    [InlineData("email, key, links", true)]
    [InlineData("email, key, scheduled", true)]
    [InlineData("email, key, express", true)]
    [InlineData("email, key, express, large", false)]
    [InlineData("batch, key", true)]
    [InlineData("batch, key, large", true)]
    [InlineData("drop", false)]
    [InlineData("drop, large", true)]
    [InlineData("drop, key, scheduled", true)]
    public Task Email_that_may_come_again_is_sent_once_when_it_does(string kind, bool sweepBefore) => CutEverywhereAsync(kind, repeats: true, sweepBefore);

    [Theory]
    [InlineData("email, key, large")]
    [InlineData("batch, key, scheduled")]
    [InlineData("drop, large")]
    public Task Email_that_could_come_again_and_does_not_is_not_left_waiting(string kind) => CutEverywhereAsync(kind, repeats: false, sweepBefore: false);

    private async Task CutEverywhereAsync(string kind, bool repeats, bool sweepBefore)
    {
        foreach (var count in kind.Contains("express", StringComparison.Ordinal) ? ExpressCutRequests : CutRequests)
        {
            foreach (var reaches in (bool[])[false, true])
            {
                // Until there are no more requests to cut.
                for (var (from, isCut) = (1, true); isCut; from++)
                    isCut = await CutAsync(kind, from, count, reaches, repeats, sweepBefore);
            }
        }
    }

    private async Task<bool> CutAsync(string kind, int from, int count, bool reaches, bool repeats, bool sweepBefore)
    {
        // A new hour, so its mark is written again.
        _time.Now += TimeSpan.FromHours(1);
        var tenant = _tenants.Dequeue();
        var submission = new Submission(kind, tenant, _time.Now);
        var place = $"{kind}: {(reaches ? "after" : "before")} request {from}, {count} cut, tenant {tenant}";
        _provider.Inbox.Clear();

        _cut.Arm(from, count, reaches);
        var outcome = await SubmitAsync(submission);
        var isCut = _cut.Requests >= from;
        _cut.Disarm();
        if (sweepBefore)
            await SweepAsync(tenant);
        if (repeats && outcome != Outcome.Accepted)
        {
            _time.Now += TimeSpan.FromSeconds(10);
            outcome = await SubmitAsync(submission);
            Assert.True(outcome == Outcome.Accepted, place);
        }

        await SweepAsync(tenant);
        await SweepAsync(tenant);

        var copies = _provider.Inbox.After().SelectMany(email => email.AcceptedRecipients).ToList();
        var rows = (await _instance.Status.ListAsync(new StatusQuery(tenant), Cancellation)).Rows;
        var sent = rows.Where(row => row.Status == EmailStatus.Sent).SelectMany(row => row.Recipients.Select(recipient => recipient.Address));
        Assert.True(copies.Order().SequenceEqual(sent.Order()), $"{place}: sent {string.Join(' ', copies)}, rows {string.Join(' ', rows.Select(row => row.Status))}");
        Assert.All(rows, row => Assert.True(
            row.Status == EmailStatus.Sent || (row.Status == EmailStatus.Rejected && row.Errors.Single().Message == UnacceptedEmails.Reason), $"{place}: {row.Status}"));
        foreach (var row in rows.Where(row => row.Status == EmailStatus.Sent && submission.HasLinks))
            Assert.True((await _instance.Get<LinkedFileStore>().ListAsync(tenant, row.Id, Cancellation)).Count == 1, $"{place}: sent without its file");
        if (outcome == Outcome.Accepted)
            Assert.True(submission.Recipients.Order().SequenceEqual(copies.Order()), $"{place}: accepted, but sent {string.Join(' ', copies)}");
        if (outcome == Outcome.Refused)
            Assert.True(copies.Count == 0, $"{place}: refused, and sent");
        return isCut;
    }

    private async Task<Outcome> SubmitAsync(Submission submission)
    {
        try
        {
            if (submission.IsDrop)
                await DropAsync(submission.Tenant, submission.Json, submission.At);
            else if (submission.IsBatch)
                Assert.NotEmpty((await _instance.Batches.SubmitAsync(submission.By, Json.Bytes(submission.Json), default, submission.Key, Cancellation)).Ids);
            else if (submission.IsExpress)
                Assert.NotNull((await _instance.Get<ExpressLane>().SubmitAsync(submission.By, Json.Bytes(submission.Json), submission.Key, ExpressLane.MaxWait, Cancellation)).Submission.Id);
            else
                Assert.NotNull((await _instance.Emails.SubmitAsync(submission.By, Json.Bytes(submission.Json), submission.Key, Cancellation)).Id);
            return Outcome.Accepted;
        }
        catch (SubmissionInterruptedException)
        {
            return Outcome.Open;
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            // A drop is still on its queue.
            return submission.IsDrop ? Outcome.Open : Outcome.Refused;
        }
    }

    private Task DropAsync(string messageId, string json, DateTimeOffset at) =>
        _instance.Get<QueueDrops>().AcceptAsync(QueuesModelFactory.QueueMessage(messageId, "1", json, 1, insertedOn: at), Cancellation);

    /// <summary>Lets some hours pass: recovers stuck emails, redelivers drops that were put back, and dispatches all messages.</summary>
    private async Task SweepAsync(string tenant)
    {
        _time.Now += TimeSpan.FromHours(4);
        await new QueueClient(azurite.ConnectionString, DispatchQueue.QueueName).ClearMessagesAsync(Cancellation);
        var rows = (await _instance.Status.ListAsync(new StatusQuery(tenant), Cancellation)).Rows;
        foreach (var row in rows.Where(row => StaleRows.IsStale(row, _time.Now)))
            await _instance.Get<StaleEmails>().TryRequeueAsync(row, Cancellation);
        while (_cut.TakeMessages() is { Count: > 0 } messages)
        {
            foreach (var message in messages)
            {
                var queued = QueuedMessage.Of(message);
                if (message.Path.Contains($"/{QueueDrops.QueueName}/", StringComparison.Ordinal))
                    await DropAsync("put-back", queued.Text, _time.Now);
                else
                    await _instance.Get<Dispatcher>().DispatchAsync(queued.Message, Cancellation);
            }
        }
    }

    private static Dictionary<string, string?> LinksFor(IEnumerable<string> tenants) => tenants.Index()
        .SelectMany(tenant => (KeyValuePair<string, string?>[])[new($"Senders:{tenant.Index}:Tenant", tenant.Item), new($"Senders:{tenant.Index}:Stream", "links"), new($"Senders:{tenant.Index}:LinkAttachmentsAbove", "1")])
        .ToDictionary();

    private sealed class Submission(string kind, string tenant, DateTimeOffset at)
    {
        public bool IsDrop => kind.StartsWith("drop", StringComparison.Ordinal);

        public bool IsExpress => Has("express");

        public bool IsBatch => kind.StartsWith("batch", StringComparison.Ordinal);

        public bool HasLinks => Has("links");

        public string Tenant => tenant;

        public DateTimeOffset At => at;

        public Submitter By => new(tenant, []);

        public string? Key => Has("key") ? tenant : null;

        public IReadOnlyList<string> Recipients => [.. Enumerable.Range(0, IsBatch ? 2 : 1).Select(n => $"{n}-{tenant}@example.com")];

        public string Json => IsBatch ? $"[{string.Join(',', Recipients.Select(Email))}]" : Email(Recipients[0]);

        private string Email(string to)
        {
            var text = new string('x', Has("large") ? 70_000 : 10);
            var schedule = Has("scheduled") ? $",\"scheduled_at\":\"{at.AddHours(1):O}\"" : "";
            var drop = IsDrop ? $",\"tenant\":\"{tenant}\"{(Has("key") ? ",\"idempotency_key\":\"k\"" : "")}" : "";
            var links = Has("links") ? ",\"stream\":\"links\",\"attachments\":[{\"filename\":\"a.txt\",\"content\":\"QUJD\"}]" : "";
            return $$"""{"from":"a@example.com","to":"{{to}}","subject":"s","text":"{{text}}"{{schedule}}{{links}}{{drop}}}""";
        }

        private bool Has(string word) => kind.Split(", ").Contains(word);
    }
}
