using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>The SDK clients as the library makes them, with a transport or a policy of ours.</summary>
internal static class StorageClients
{
    /// <summary>Takes the place of the library's own clients, and of those of the local host's queue listeners.</summary>
    public static IServiceCollection AddStorageClients(
        this IServiceCollection services, string connectionString, HttpPipelineTransport? transport = null, HttpPipelinePolicy? policy = null)
    {
        return services
            .AddSingleton(new TableServiceClient(connectionString, Configured(new TableClientOptions())))
            .AddSingleton(new QueueServiceClient(connectionString, Configured(new QueueClientOptions())))
            .AddSingleton(new BlobServiceClient(connectionString, Configured(new BlobClientOptions())))
            .Configure<QueueClientOptions>(options => Configured(options));

        T Configured<T>(T options)
            where T : ClientOptions
        {
            if (transport is not null)
                options.Transport = transport;
            if (policy is not null)
                options.AddPolicy(policy, HttpPipelinePosition.PerRetry);
            return options;
        }
    }
}
