using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using EmailDispatch.Status;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Status;

/// <summary>The status rows of one instance, with its own connection to storage. Counts requests.</summary>
internal sealed class StatusStorage
{
    private readonly RequestCounter _counter = new();

    private StatusStorage(string connectionString, int shards, TimeProvider time)
    {
        var options = new TableClientOptions();
        options.AddPolicy(_counter, HttpPipelinePosition.PerRetry);
        options.AddPolicy(new Gate(this), HttpPipelinePosition.PerRetry);
        var tables = new TableServiceClient(connectionString, options);
        OpenHours = new OpenHours(tables, time);
        Store = new StatusStore(tables, OpenHours, Options.Create(new StatusOptions { Shards = shards }), time);
    }

    public StatusStore Store { get; }

    public OpenHours OpenHours { get; }

    public int Requests => _counter.Count;

    /// <summary>Requests wait for this before they are sent.</summary>
    public Task Departure { get; set; } = Task.CompletedTask;

    /// <summary>The number of next answers to lose, so that the SDK repeats the requests.</summary>
    public int AnswersToLose { get; set; }

    public static async Task<StatusStorage> CreateAsync(Azurite azurite, CancellationToken cancellationToken, int shards = 1, TimeProvider? time = null)
    {
        var storage = new StatusStorage(azurite.ConnectionString, shards, time ?? TimeProvider.System);
        foreach (var table in (string[])[StatusStore.TableName, OpenHours.TableName])
            await new TableServiceClient(azurite.ConnectionString).CreateTableIfNotExistsAsync(table, cancellationToken);
        return storage;
    }

    /// <summary>Creates a row without writing it.</summary>
    public EmailRow NewRow(string tenant, string subject = "") => new()
    {
        Id = Store.NewId(),
        Tenant = tenant,
        Status = EmailStatus.Queued,
        From = "news@example.test",
        Subject = subject,
        Recipients = [new Recipient("a@example.test", RecipientKind.To, EmailStatus.Queued)],
    };

    public Task<EmailRow> InsertAsync(EmailRow row, CancellationToken cancellationToken) => Store.InsertAsync(row, cancellationToken);

    /// <summary>Writes several rows at the same time.</summary>
    public Task<EmailRow[]> InsertAsync(string tenant, int count, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => InsertAsync(NewRow(tenant), cancellationToken)));

    private sealed class Gate(StatusStorage storage) : HttpPipelinePolicy
    {
        public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
        {
            await storage.Departure;
            await ProcessNextAsync(message, pipeline);
            if (storage.AnswersToLose-- > 0)
                throw new IOException("The answer is lost.");
        }

        public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
    }
}
