using Azure.Core;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Benchmarks.Storage;

internal static class StorageClients
{
    /// <summary>Adds SDK clients with this transport or policy, for the library and for the queue listeners of the local host.</summary>
    public static IServiceCollection AddStorageClients(
        this IServiceCollection services, string connectionString, HttpPipelineTransport? transport = null, HttpPipelinePolicy? policy = null)
    {
        return services
            .AddSingleton(s => new TableServiceClient(connectionString, Configured(EmailDispatchServices.Watched(s, new TableClientOptions()))))
            .AddSingleton(s => new QueueServiceClient(connectionString, Configured(EmailDispatchServices.Watched(s, new QueueClientOptions()))))
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
