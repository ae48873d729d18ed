using System.Globalization;
using System.Text.Json;
using Azure.Data.Tables;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Intake;
using EmailDispatch.Operations;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Secrets;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>
/// The library with scripted providers: everything from the acceptance of an email to its row, over real sockets, with a clock that the test
/// advances. The test acts as the trigger and gives queued messages to the dispatcher.
/// </summary>
public sealed class DispatchScenario : IAsyncDisposable
{
    private const string Tenant = "default";

    private readonly Dictionary<string, SandboxServer> _servers = [];
    private readonly StorageProxy _storage;
    private ServiceProvider _services = null!;

    private DispatchScenario(StorageProxy storage) => _storage = storage;

    public FixedTime Time { get; } = new();

    public RecordedLog Logs { get; } = new();

    public RecordedSecrets Secrets { get; } = new();

    /// <summary>All messages put on the queue, oldest first.</summary>
    public IReadOnlyList<QueuedMessage> Queue =>
        [.. _storage.Requests.Where(r => StorageOperations.Describe(r) == "put message").Select(QueuedMessage.Of)];

    /// <summary>All storage requests in words, except the reading of domains, webhooks and providers, which happens at most every 30 seconds.</summary>
    public IReadOnlyList<string> Operations => [.. _storage.Requests.Select(StorageOperations.Describe).Where(o => o is not (StorageOperations.ReadDomains or StorageOperations.ReadWebhooks or StorageOperations.ReadProviders))];

    public IReadOnlyList<StorageRequest> Requests => _storage.Requests;

    public SandboxServer this[string provider] => _servers[provider];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>Two providers, <c>first</c> and <c>second</c>.</summary>
    public static Task<DispatchScenario> StartAsync(Azurite azurite) => StartAsync(azurite, [new("first"), new("second")]);

    public static Task<DispatchScenario> StartAsync(
        Azurite azurite, ScriptedProvider[] providers, params (string Key, string Value)[] settings) => StartAsync(azurite, providers, _ => { }, settings);

    public static async Task<DispatchScenario> StartAsync(
        Azurite azurite, ScriptedProvider[] providers, Action<IServiceCollection> replace, params (string Key, string Value)[] settings)
    {
        var scenario = new DispatchScenario(await StorageProxy.StartAsync(azurite, step: null));
        try
        {
            await scenario.RunAsync(azurite, providers, replace, settings);
            return scenario;
        }
        catch
        {
            await scenario.DisposeAsync();
            throw;
        }
    }

    /// <summary>Accepts an email and returns its message on the queue.</summary>
    public async Task<QueuedMessage> AcceptAsync(
        IReadOnlyList<string>? to = null, string? from = null, string? delivery = null, int textLength = 10, DateTimeOffset? scheduledAt = null, EmailId? id = null)
    {
        var json = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object?>
        {
            ["from"] = from ?? "Ann <ann@example.com>",
            ["to"] = to ?? ["a@example.com"],
            ["subject"] = "Hello",
            ["text"] = new string('x', 60).PadRight(textLength, '\n'),
            ["delivery"] = delivery ?? "at_least_once",
            ["scheduled_at"] = scheduledAt,
        });
        var result = await _services.GetRequiredService<EmailIntake>().SubmitAsync(new Submitter(Tenant, []), json, idempotencyKey: null, id, senderId: null, Cancellation);
        Assert.Empty(result.Errors);
        return Queue[^1];
    }

    public Task<ScheduleResult> RescheduleAsync(QueuedMessage queued, DateTimeOffset at) =>
        _services.GetRequiredService<EmailSchedule>().RescheduleAsync(Tenant, IdOf(queued), at, Cancellation);

    public Task<ScheduleResult> CancelAsync(QueuedMessage queued) =>
        _services.GetRequiredService<EmailSchedule>().CancelAsync(Tenant, IdOf(queued), Cancellation);

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    /// <summary>Handles a message as the trigger does, and returns the outcome.</summary>
    public async Task<DispatchOutcome> DispatchAsync(QueuedMessage queued)
    {
        var operations = Operations.Count;
        var messages = Queue.Count;

        await RunAsync(queued);

        var done = Operations.Skip(operations).Where(o => o is not (StorageOperations.ReadSuppressions or StorageOperations.HoldInstance)).ToList();
        return new DispatchOutcome(await ReadAsync(queued), done, Queue.Skip(messages).SingleOrDefault());
    }

    /// <summary>Handles a message as the trigger does.</summary>
    public Task RunAsync(QueuedMessage queued) => _services.GetRequiredService<Dispatcher>().DispatchAsync(queued.Message, Cancellation);

    public async Task<DispatchOutcome> AcceptAndDispatchAsync(
        IReadOnlyList<string>? to = null, string? from = null, string? delivery = null, int textLength = 10) =>
        await DispatchAsync(await AcceptAsync(to, from, delivery, textLength));

    /// <summary>Advances the scenario's clock to the next attempt, and makes it.</summary>
    public Task<DispatchOutcome> DispatchNextAsync(DispatchOutcome outcome)
    {
        Time.Now += outcome.Next!.Delay;
        return DispatchAsync(outcome.Next);
    }

    /// <summary>A provider's state as operators see it, in words: <c>used</c>, or why it is paused and for how long from now.</summary>
    public async Task<string> BreakerAsync(string provider)
    {
        var snapshot = await SnapshotAsync(provider);
        return snapshot.Until is { } until ? string.Create(CultureInfo.InvariantCulture, $"{snapshot.Reason} for {until - Time.Now}") : "used";
    }

    public async Task<ProviderSnapshot> SnapshotAsync(string provider)
    {
        var options = _services.GetRequiredService<ProviderCatalogue>().All.Single(p => p.Name == provider);
        var limits = ProviderLimits.Of(options, Time.Now);
        return (await _services.GetRequiredService<ProviderSnapshots>().ReadAsync([(provider, limits)], Cancellation)).Single();
    }

    public async Task<EmailRow> ReadAsync(QueuedMessage queued) =>
        (await _services.GetRequiredService<StatusStore>().ReadAsync(Tenant, IdOf(queued), Cancellation))!;

    public Task<bool> HasPayloadAsync(QueuedMessage queued) => _services.GetRequiredService<PayloadStore>().ExistsAsync(Tenant, IdOf(queued), Cancellation);

    /// <summary>The do-not-send list as this instance sees it.</summary>
    public SuppressionList Suppressions => _services.GetRequiredService<SuppressionList>();

    public async ValueTask DisposeAsync()
    {
        if (_services is not null)
            await _services.DisposeAsync();
        foreach (var server in _servers.Values)
        {
            await server.DisposeAsync();
            Assert.Equal(0, server.OpenConnections);
            Assert.Empty(server.Failures);
        }

        await _storage.DisposeAsync();
    }

    private static EmailId IdOf(QueuedMessage queued)
    {
        Assert.True(EmailId.TryParse(queued.Message.Id, out var id));
        return id;
    }

    private async Task RunAsync(
        Azurite azurite, ScriptedProvider[] providers, Action<IServiceCollection> replace, (string Key, string Value)[] settings)
    {
        var values = settings.ToDictionary(s => s.Key, s => (string?)s.Value);
        values["AzureWebJobsStorage"] = _storage.ConnectionString;
        values["Access:Keys:0:Key"] = "ed_test_not_a_secret_0123456789abcdefghijklmnopqrstuv";
        for (var n = 0; n < providers.Length; n++)
        {
            var server = await SandboxServer.StartAsync(providers[n].Options, Cancellation);
            _servers[providers[n].Name] = server;
            values[$"Providers:{n}:Name"] = providers[n].Name;
            values[$"Providers:{n}:Host"] = server.Host;
            values[$"Providers:{n}:Port"] = server.Port.ToString(CultureInfo.InvariantCulture);
            values[$"Providers:{n}:Security"] = server.Options.Security == SmtpSecurity.Plain ? "None" : "StartTls";
            values[$"Providers:{n}:Priority"] = n.ToString(CultureInfo.InvariantCulture);
            foreach (var (key, value) in providers[n].Settings)
                values[$"Providers:{n}:{key}"] = value;
        }

        await ClearAsync(azurite, ProviderStateTable.TableName);
        await ClearAsync(azurite, ProviderTable.TableName);
        await ClearAsync(azurite, SuppressionStore.TableName);
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(configuration);
        services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        services.AddEmailDispatch(configuration);
        services.AddSingleton<TimeProvider>(Time);
        services.AddSingleton<Random>(new EvenRandom());
        services.AddSingleton<ISecretSource>(Secrets);
        replace(services);
        _services = services.BuildServiceProvider();
        foreach (var service in _services.GetServices<IHostedService>())
            await service.StartAsync(Cancellation);
    }

    // Providers and recipients have the same names in every scenario.
    private static async Task ClearAsync(Azurite azurite, string name)
    {
        var table = new TableClient(azurite.ConnectionString, name);
        await table.CreateIfNotExistsAsync(Cancellation);
        await foreach (var row in table.QueryAsync<TableEntity>(cancellationToken: Cancellation))
            await table.DeleteEntityAsync(row.PartitionKey, row.RowKey, Azure.ETag.All, Cancellation);
    }
}
