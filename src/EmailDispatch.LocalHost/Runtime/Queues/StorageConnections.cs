using Azure.Storage.Queues;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Runtime.Queues;

/// <summary>
/// Resolves the <c>Connection</c> of a trigger as the Functions host does: <c>AzureWebJobsStorage</c> if the attribute names none, otherwise the
/// setting of that name with or without the prefix <c>AzureWebJobs</c>, also under <c>ConnectionStrings</c>. Supports only connection strings,
/// because this host has no identity.
/// </summary>
/// <param name="configuration">The settings.</param>
/// <param name="configureClients">Changes the options of the clients, for example to observe their requests.</param>
internal sealed class StorageConnections(IConfiguration configuration, IEnumerable<IConfigureOptions<QueueClientOptions>>? configureClients = null)
{
    public const string Default = "AzureWebJobsStorage";

    public QueueServiceClient Open(string? connection, string function)
    {
        var name = connection ?? Default;
        var value = new[] { $"AzureWebJobs{name}", name }
            .SelectMany(key => new[] { configuration.GetConnectionString(key), configuration[key] })
            .FirstOrDefault(found => !string.IsNullOrWhiteSpace(found));
        if (value is null)
            throw new StartupFault($"function {function} needs the setting {name}, a storage connection string (locally UseDevelopmentStorage=true).");

        try
        {
            return new QueueServiceClient(value, NewOptions());
        }
        catch (FormatException broken)
        {
            throw new StartupFault($"the setting {name} is not a storage connection string: {broken.Message}", broken);
        }
    }

    private QueueClientOptions NewOptions()
    {
        var options = new QueueClientOptions
        {
            MessageEncoding = QueueMessageEncoding.None,
            // The listener retries too, and logs that storage is unavailable.
            Retry = { MaxRetries = 1, Delay = TimeSpan.FromMilliseconds(200), NetworkTimeout = TimeSpan.FromSeconds(10) },
        };
        foreach (var configure in configureClients ?? [])
            configure.Configure(options);
        return options;
    }
}
