using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using EmailDispatch.Access;
using EmailDispatch.Dispatch;
using EmailDispatch.Domains;
using EmailDispatch.Endpoints;
using EmailDispatch.Events;
using EmailDispatch.Intake;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.PersonalData;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Queueing;
using EmailDispatch.Senders;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using EmailDispatch.Templates;
using EmailDispatch.Usage;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch;

/// <summary>
/// Creates the tables, queues and the container before the first function runs, reads the list of providers, and ends running attempts with the
/// host. Services are resolved only then: their constructors would throw for the first wrong setting, before all settings are checked.
/// </summary>
internal sealed class LibraryLifetime(IServiceProvider services) : IHostedService
{
    internal static readonly string[] Tables =
    [
        StatusStore.TableName, GivenIds.TableName, OpenHours.TableName, UsageTable.TableName, IdempotencyKeys.TableName,
        SuppressionStore.TableName, ApiKeyTable.TableName, InstanceTable.TableName, WaitingMessages.TableName, ProviderStateTable.TableName, ProviderTable.TableName,
        DomainTable.TableName, TemplateTable.TableName, EndpointTable.TableName, Outbox.TableName, EndpointLog.TableName, RecipientErasure.TableName, SenderQuotas.TableName,
    ];

    internal static readonly string[] Queues =
    [
        DispatchQueue.QueueName, DispatchQueue.PoisonQueueName, QueueDrops.QueueName, QueueDrops.PoisonQueueName, EventQueue.QueueName, EventQueue.PoisonQueueName,
    ];

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var (tables, queues, blobs) = (services.GetRequiredService<TableServiceClient>(), services.GetRequiredService<QueueServiceClient>(), services.GetRequiredService<BlobServiceClient>());
        await Task.WhenAll(
        [
            .. Tables.Select(name => tables.GetTableClient(name).CreateIfNotExistsAsync(cancellationToken)),
            .. Queues.Select(name => queues.GetQueueClient(name).CreateIfNotExistsAsync(cancellationToken: cancellationToken)),
            blobs.GetBlobContainerClient(PayloadStore.ContainerName).CreateIfNotExistsAsync(cancellationToken: cancellationToken),
        ]);
        await services.GetRequiredService<ProviderList>().StartAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        services.GetRequiredService<ProviderList>().Stop();
        return Task.WhenAll(services.GetRequiredService<DispatchRuns>().StopAsync(), services.GetRequiredService<SenderQuotas>().StopAsync());
    }
}
