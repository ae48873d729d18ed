using Azure.Core;
using Azure.Data.Tables;
using EmailDispatch.Status;
using EmailDispatch.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>The rows and usage part of one dispatcher instance, with its own memory and storage connection.</summary>
internal sealed class UsageInstance
{
    private readonly TableServiceClient _tables;

    public UsageInstance(Azurite azurite, TimeProvider time, int refreshRows = 5_000)
    {
        var options = new TableClientOptions();
        options.AddPolicy(Power, HttpPipelinePosition.PerCall);
        _tables = new TableServiceClient(azurite.ConnectionString, options);
        OpenHours = new OpenHours(_tables, time);
        Status = new StatusStore(_tables, OpenHours, Options.Create(new StatusOptions { Shards = 2 }), time);
        Usage = new UsageTable(_tables);
        Aggregator = new UsageAggregator(OpenHours, Status, Usage, time, NullLogger<UsageAggregator>.Instance);
        Refresh = new UsageRefresh(OpenHours, Aggregator, Options.Create(new UsageOptions { RefreshRows = refreshRows }), time);
    }

    public PowerCut Power { get; } = new();

    public OpenHours OpenHours { get; }

    public StatusStore Status { get; }

    public UsageTable Usage { get; }

    public UsageAggregator Aggregator { get; }

    public UsageRefresh Refresh { get; }

    public async Task<UsageInstance> PrepareAsync(CancellationToken cancellationToken)
    {
        foreach (var table in (string[])[StatusStore.TableName, OpenHours.TableName, UsageTable.TableName])
            await _tables.CreateTableIfNotExistsAsync(table, cancellationToken);
        return this;
    }
}
