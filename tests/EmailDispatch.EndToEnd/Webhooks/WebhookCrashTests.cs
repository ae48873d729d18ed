using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Webhooks;

/// <summary>
/// A process that dies at any of its requests to storage, before or after it was done. Another one goes on. What the webhook was told is then what
/// the rows say: nothing is missing, nothing did not happen, and the numbers have no gaps.
/// </summary>
[Collection(WebhookCollection.Name)]
public sealed class WebhookCrashTests(Azurite azurite)
{
    private const int Emails = 3;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Beyond the last request of the story the process is not cut off any more, which ends the test.
    private const int MaxRequests = 80;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task History_is_complete_after_a_crash_at_any_request(bool reaches)
    {
        var requests = 1;
        for (var isCut = true; isCut; requests++)
        {
            Assert.True(requests < MaxRequests, "The story does not end.");
            isCut = await TellAsync(requests, reaches);
        }

        Assert.True(requests > 10);
    }

    /// <returns>Whether the process died.</returns>
    private async Task<bool> TellAsync(int request, bool reaches)
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        await using var dying = await scenario.NewInstanceAsync(Cancellation);
        await dying.Endpoints.OfAsync(scenario.Tenant, Cancellation);
        var rows = Enumerable.Range(0, Emails).Select(_ => scenario.NewRow()).ToList();
        dying.CutAt(request, reaches);
        await Task.WhenAll(rows.Select(row => LiveAsync(dying, row)));
        await Eventually.GetAsync(() => Task.FromResult(dying.IsCut || scenario.Receiver.Distinct.Count == Emails * 3), done => done, Cancellation);
        await Eventually.GetAsync(() => Task.FromResult(dying.IsIdle), idle => idle, Cancellation);
        var isCut = dying.IsCut;

        // The lease of the dead one has to pass, and what it left is looked for when it is old enough by the clock of storage.
        var expected = await ExpectedAsync(scenario, rows);
        scenario.Time.Advance(TimeSpan.FromMinutes(2));
        await WebhookDeliveryTests.PumpAsync(scenario, expected.Count, scenario.Instance);
        var told = scenario.Receiver.Distinct;
        var logged = (await scenario.Instance.History.ListAsync(scenario.Webhook, after: null, 100, Cancellation))!.Value.Events;

        var context = $"request {request}, reaches {reaches}";
        Assert.True(expected.Order().SequenceEqual(told.Select(e => $"{e.EmailId} {e.Type}").Order()), $"{context}: {string.Join(", ", told.Select(e => e.Type))} instead of {string.Join(", ", expected)}");
        Assert.True(Enumerable.Range(1, told.Count).Select(n => (long)n).SequenceEqual(told.Select(e => e.Sequence).Order()), context);
        Assert.True(logged.Select(e => e.Sequence).Order().SequenceEqual(told.Select(e => e.Sequence).Order()), context);
        Assert.All(told.GroupBy(e => e.EmailId), ofOne => Assert.True(ofOne.Select(e => Array.IndexOf(Story, e.Type)).SequenceEqual(Enumerable.Range(0, ofOne.Count())), context));
        Assert.All(scenario.Receiver.Received.GroupBy(e => e.Sequence), same => Assert.True(same.Select(e => (e.Id, e.Body)).Distinct().Count() == 1, context));
        return isCut;
    }

    private static readonly string[] Story = ["email.delivery_delayed", "email.sent", "email.delivered"];

    private static async Task LiveAsync(WebhookInstance instance, EmailRow row)
    {
        try
        {
            var inserted = await instance.Status.InsertAsync(row, Cancellation);
            var deferred = await WebhookScenario.RecordAsync(instance, inserted, EmailStatus.Deferred, Cancellation);
            var sent = await WebhookScenario.RecordAsync(instance, deferred, EmailStatus.Sent, Cancellation);
            await WebhookScenario.ReportAsync(instance, sent, ReportKind.Delivered, Cancellation);
        }
        catch (Exception fault) when (fault is IOException or AggregateException or Azure.RequestFailedException)
        {
            // It died.
        }
    }

    /// <summary>What the rows say happened.</summary>
    private static async Task<IReadOnlyList<string>> ExpectedAsync(WebhookScenario scenario, IReadOnlyList<EmailRow> rows)
    {
        var expected = new List<string>();
        foreach (var row in rows)
        {
            var recipient = (await scenario.Instance.Status.ReadAsync(row.Tenant, row.Id, Cancellation))?.Recipients[0];
            var length = recipient switch
            {
                { Report: not null } => 3,
                { Status: EmailStatus.Sent } => 2,
                { Status: EmailStatus.Deferred } => 1,
                _ => 0,
            };
            expected.AddRange(Story.Take(length).Select(type => $"{row.Id} {type}"));
        }

        return expected;
    }
}
