using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using EmailDispatch.Domains;
using EmailDispatch.Endpoints;
using EmailDispatch.EndToEnd.Status;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Secrets;
using EmailDispatch.Senders;
using EmailDispatch.Status;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Webhooks;

/// <summary>A process that writes status rows and tells of them, with its own connections to storage. It can be cut off from storage at any request.</summary>
internal sealed class WebhookInstance : IAsyncDisposable
{
    private readonly RequestCounter _counter = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly WebhookClient _client;
    private readonly ProviderCatalogue _catalogue;
    private readonly Cut _cut = new();
    private readonly Task _telling;

    private WebhookInstance(string connectionString, TimeProvider time)
    {
        var options = new TableClientOptions { Retry = { MaxRetries = 0 } };
        options.AddPolicy(_counter, HttpPipelinePosition.PerRetry);
        options.AddPolicy(_cut, HttpPipelinePosition.PerRetry);
        var tables = new TableServiceClient(connectionString, options);
        var settings = Options.Create(new WebhookOptions { AllowPrivateAddresses = true });
        var table = new EndpointTable(tables);
        Endpoints = new EndpointList(table, time);
        Outbox = new Outbox(tables, Endpoints, time);
        Status = new StatusStore(tables, new OpenHours(tables, time), Options.Create(new StatusOptions()), time, Outbox);
        Payloads = new PayloadStore(new BlobServiceClient(connectionString));
        Secrets = new SigningSecrets(new OneSecret(), settings, time, NullLogger<SigningSecrets>.Instance);
        _client = new WebhookClient(settings, time);
        Providers = new ProviderStateTable(tables, time);
        Domains = new DomainTable(tables);
        var providers = new Dictionary<string, string?> { ["Providers:0:Name"] = "first", ["Providers:0:Host"] = "127.0.0.1", ["Providers:0:PerDay"] = "10" };
        _catalogue = new ProviderCatalogue(new ConfigurationBuilder().AddInMemoryCollection(providers).Build(), NullLogger<ProviderCatalogue>.Instance);
        Deliveries = new Deliveries(tables, Endpoints, table, Secrets, _client, time, NullLogger<Deliveries>.Instance);
        var teller = new Teller(Outbox, Status, Payloads, Endpoints, Deliveries, NullLogger<Teller>.Instance);
        Search = new WebhookSearch(tables, Outbox, teller, table, Endpoints, Deliveries, new OperatorEvents(_catalogue, new ProviderSnapshots(Providers, time), Deliveries, time), new DomainEvents(Domains, Deliveries, time), new SenderQuotaEvents(new SenderQuotas(new SenderRules(new ConfigurationBuilder().Build()), tables, time, NullLogger<SenderQuotas>.Instance), Deliveries, time), time, NullLogger<WebhookSearch>.Instance);
        Management = new WebhookManagement(table, Endpoints, Secrets, Deliveries, time, NullLogger<WebhookManagement>.Instance);
        History = new WebhookHistory(tables, Secrets, _client, time);
        _telling = teller.RunAsync(_stopping.Token);
    }

    public EndpointList Endpoints { get; }

    public Outbox Outbox { get; }

    public StatusStore Status { get; }

    public PayloadStore Payloads { get; }

    public SigningSecrets Secrets { get; }

    public Deliveries Deliveries { get; }

    public WebhookSearch Search { get; }

    public WebhookManagement Management { get; }

    public WebhookHistory History { get; }

    public ProviderStateTable Providers { get; }

    public DomainTable Domains { get; }

    /// <summary>The requests to tables so far.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_counter.Requests)
                return [.. _counter.Requests];
        }
    }

    /// <summary>Whether it posts nothing.</summary>
    public bool IsIdle => Deliveries.IsIdle;

    /// <summary>Whether it is cut off.</summary>
    public bool IsCut => _cut.IsDone;

    public static async Task<WebhookInstance> StartAsync(Azurite azurite, TimeProvider time, CancellationToken cancellationToken)
    {
        var tables = new TableServiceClient(azurite.ConnectionString);
        foreach (var name in (string[])[StatusStore.TableName, OpenHours.TableName, EndpointTable.TableName, ProviderStateTable.TableName, Outbox.TableName, EndpointLog.TableName, DomainTable.TableName])
            await tables.CreateTableIfNotExistsAsync(name, cancellationToken);
        await new BlobServiceClient(azurite.ConnectionString).GetBlobContainerClient(PayloadStore.ContainerName).CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        return new WebhookInstance(azurite.ConnectionString, time);
    }

    /// <summary>From the request with this number on, from 1, storage hears nothing of it; with <paramref name="reaches"/>, that request is still done.</summary>
    public void CutAt(int request, bool reaches) => _cut.Set(request, reaches);

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _telling.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await Deliveries.StopAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _client.Dispose();
        _catalogue.Dispose();
        _stopping.Dispose();
    }

    private sealed class OneSecret : ISecretSource
    {
        public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => Task.FromResult("not-a-secret-0123456789abcdefghijklmnop");
    }

    private sealed class Cut : HttpPipelinePolicy
    {
        private int _left = int.MaxValue;
        private bool _reaches;

        public bool IsDone => Volatile.Read(ref _left) <= 0;

        public void Set(int request, bool reaches)
        {
            _reaches = reaches;
            Volatile.Write(ref _left, request);
        }

        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            var left = Interlocked.Decrement(ref _left);
            if (left > 0 || (left == 0 && _reaches))
                await ProcessNextAsync(message, pipeline);
            if (left <= 0)
                throw new IOException("The process is gone.");
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => throw new NotSupportedException();
    }
}
