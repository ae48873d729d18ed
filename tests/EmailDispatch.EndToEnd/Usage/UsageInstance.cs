using Azure.Core;
using Azure.Data.Tables;
using EmailDispatch.Status;
using EmailDispatch.Usage;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>One instance of the dispatcher, as far as rows and usage go: with a memory and a connection of its own.</summary>
internal sealed class UsageInstance
{
    public UsageInstance(Azurite azurite, TimeProvider time)
    {
        var options = new TableClientOptions();
        options.AddPolicy(Power, HttpPipelinePosition.PerCall);
        var tables = new TableServiceClient(azurite.ConnectionString, options);
        OpenHours = new OpenHours(tables, time);
        Status = new StatusStore(tables, OpenHours, Options.Create(new StatusOptions { Shards = 2 }), time);
        Usage = new UsageTable(tables);
        Aggregator = new UsageAggregator(OpenHours, Status, Usage, time, NullLogger<UsageAggregator>.Instance);
    }

    public PowerCut Power { get; } = new();

    public OpenHours OpenHours { get; }

    public StatusStore Status { get; }

    public UsageTable Usage { get; }

    public UsageAggregator Aggregator { get; }

    /// <summary>Creates the tables.</summary>
    public async Task<UsageInstance> PrepareAsync(CancellationToken cancellationToken)
    {
        await Status.CreateIfNotExistsAsync(cancellationToken);
        await OpenHours.CreateIfNotExistsAsync(cancellationToken);
        await Usage.CreateIfNotExistsAsync(cancellationToken);
        return this;
    }
}
