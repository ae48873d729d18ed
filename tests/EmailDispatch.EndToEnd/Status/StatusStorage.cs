using Azure.Core;
using Azure.Data.Tables;
using EmailDispatch.EndToEnd.Packages;
using EmailDispatch.Status;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Status;

/// <summary>Status rows as one instance has them, with its own connection to storage, counted.</summary>
internal sealed class StatusStorage
{
    private readonly RequestCounter _counter = new();

    private StatusStorage(string connectionString, int shards, TimeProvider time)
    {
        var options = new TableClientOptions();
        options.AddPolicy(_counter, HttpPipelinePosition.PerRetry);
        var tables = new TableServiceClient(connectionString, options);
        OpenHours = new OpenHours(tables, time);
        Store = new StatusStore(tables, OpenHours, Options.Create(new StatusOptions { Shards = shards }), time);
    }

    public StatusStore Store { get; }

    public OpenHours OpenHours { get; }

    public int Requests => _counter.Count;

    public static async Task<StatusStorage> CreateAsync(Azurite azurite, CancellationToken cancellationToken, int shards = 1, TimeProvider? time = null)
    {
        var storage = new StatusStorage(azurite.ConnectionString, shards, time ?? TimeProvider.System);
        await storage.Store.CreateIfNotExistsAsync(cancellationToken);
        await storage.OpenHours.CreateIfNotExistsAsync(cancellationToken);
        return storage;
    }

    /// <summary>A row that is not written yet.</summary>
    public EmailRow NewRow(string tenant, string subject = "") => new()
    {
        Id = Store.NewId(),
        Tenant = tenant,
        Status = EmailStatus.Queued,
        From = "news@example.test",
        Subject = subject,
        Recipients = [new Recipient("a@example.test", RecipientKind.To, EmailStatus.Queued)],
    };

    /// <summary>Writes a row.</summary>
    public Task<EmailRow> InsertAsync(EmailRow row, CancellationToken cancellationToken) => Store.InsertAsync(row, cancellationToken);

    /// <summary>Writes so many rows at the same time.</summary>
    public Task<EmailRow[]> InsertAsync(string tenant, int count, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, count).Select(_ => InsertAsync(NewRow(tenant), cancellationToken)));
}
