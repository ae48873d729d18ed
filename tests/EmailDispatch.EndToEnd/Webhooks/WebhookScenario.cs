using EmailDispatch.Emails;
using EmailDispatch.Endpoints;
using EmailDispatch.Status;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.EndToEnd.Webhooks;

/// <summary>A tenant with a webhook, and emails that come to their ends.</summary>
internal sealed class WebhookScenario(Azurite azurite, WebhookReceiver receiver, WebhookInstance instance) : IAsyncDisposable
{
    public string Tenant { get; private init; } = "";

    public FakeTimeProvider Time { get; private init; } = null!;

    public WebhookReceiver Receiver => receiver;

    public WebhookInstance Instance => instance;

    public WebhookEndpoint Webhook { get; private set; } = null!;

    public static Task<WebhookScenario> StartAsync(Azurite azurite, CancellationToken cancellationToken, params string[] events) =>
        StartAsync(azurite, $"t{Guid.NewGuid():N}", cancellationToken, events);

    public static async Task<WebhookScenario> StartAsync(Azurite azurite, string tenant, CancellationToken cancellationToken, params string[] events)
    {
        var time = new FakeTimeProvider(TimeProvider.System.GetUtcNow());
        var scenario = new WebhookScenario(azurite, await WebhookReceiver.StartAsync(cancellationToken), await WebhookInstance.StartAsync(azurite, time, cancellationToken)) { Time = time, Tenant = tenant };
        scenario.Webhook = await scenario.AddAsync(scenario.Receiver.Url, cancellationToken, events);
        return scenario;
    }

    public Task<WebhookInstance> NewInstanceAsync(CancellationToken cancellationToken) => WebhookInstance.StartAsync(azurite, Time, cancellationToken);

    public async Task<WebhookEndpoint> AddAsync(string url, CancellationToken cancellationToken, params string[] events) => (await instance.Management.AddAsync(
        Tenant, new WebhookRequest { Url = url, Events = events.Length > 0 ? events : [.. EventTypes.OfEmails] }, cancellationToken)).Endpoint!;

    public EmailRow NewRow(EmailStatus status = EmailStatus.Queued, params string[] recipients) => new()
    {
        Id = EmailId.New(Time),
        Tenant = Tenant,
        Status = status,
        From = "News <news@example.com>",
        Subject = "Hello",
        Tags = [new Tag("flow", "signup")],
        Recipients = [.. (recipients.Length > 0 ? recipients : ["a@example.org"]).Select(r => new Recipient(r, RecipientKind.To, status))],
    };

    /// <summary>An email that is accepted and sent.</summary>
    public Task<EmailRow> SendAsync(CancellationToken cancellationToken) => SendAsync(instance, NewRow(), cancellationToken);

    public static async Task<EmailRow> SendAsync(WebhookInstance instance, EmailRow row, CancellationToken cancellationToken) =>
        await RecordAsync(instance, await instance.Status.InsertAsync(row, cancellationToken), EmailStatus.Sent, cancellationToken);

    public static async Task<EmailRow> RecordAsync(WebhookInstance instance, EmailRow row, EmailStatus status, CancellationToken cancellationToken) =>
        (await instance.Status.TryRecordAsync(
            row with { Status = status, Recipients = [.. row.Recipients.Select(r => r with { Status = status, Reply = status == EmailStatus.Sent ? null : "550 5.1.1 no such user" })] },
            cancellationToken))!;

    /// <summary>A report of the provider about all recipients.</summary>
    public static async Task ReportAsync(WebhookInstance instance, EmailRow row, ReportKind kind, CancellationToken cancellationToken)
    {
        var current = (await instance.Status.ReadAsync(row.Tenant, row.Id, cancellationToken))!;
        Assert.True(await instance.Status.TryReportAsync(
            current with { Recipients = [.. current.Recipients.Select(r => r with { Report = new DeliveryReport(kind, TimeProvider.System.GetUtcNow(), "p") })] }, cancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        // Searches of other scenarios, whose clocks are ahead, would find them.
        foreach (var webhook in await instance.Management.ListAsync(Tenant, CancellationToken.None))
            await instance.Management.RemoveAsync(Tenant, webhook.Id, CancellationToken.None);
        await instance.DisposeAsync();
        await receiver.DisposeAsync();
    }
}
