using Azure.Core;
using Azure.Data.Tables;
using EmailDispatch.EndToEnd.Status;
using EmailDispatch.Providers.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.EndToEnd.Providers;

/// <summary>The provider state of one instance, with its own connection to storage. Counts requests.</summary>
internal sealed class StateInstance
{
    private readonly RequestCounter _counter = new();

    private StateInstance(string connectionString, TimeProvider time)
    {
        var options = new TableClientOptions();
        options.AddPolicy(_counter, HttpPipelinePosition.PerRetry);
        Table = new ProviderStateTable(new TableServiceClient(connectionString, options), time);
        Quotas = new ProviderQuotas(Table, time, NullLogger<ProviderQuotas>.Instance);
        Health = new ProviderHealth(Table, time, NullLogger<ProviderHealth>.Instance);
    }

    public ProviderStateTable Table { get; }

    public ProviderQuotas Quotas { get; }

    public ProviderHealth Health { get; }

    public int Requests => _counter.Count - Created;

    private int Created { get; set; }

    public static async Task<StateInstance> CreateAsync(Azurite azurite, TimeProvider time, CancellationToken cancellationToken)
    {
        var instance = new StateInstance(azurite.ConnectionString, time);
        await new TableServiceClient(azurite.ConnectionString).CreateTableIfNotExistsAsync(ProviderStateTable.TableName, cancellationToken);
        instance.Created = instance._counter.Count;
        return instance;
    }
}
