using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.LocalHost.Runtime.Queues;

internal sealed class QueueListenerFactory(
    FunctionCatalogue catalogue,
    StorageConnections connections,
    IConfiguration configuration,
    IServiceProvider services) : IListenerFactory
{
    private const string PoisonSuffix = "-poison";

    public IEnumerable<IListener> Create() =>
        catalogue.TriggeredBy<QueueTriggerAttribute>().Select(each => Create(each.Function, each.Trigger));

    private QueueListener Create(LocalFunctionDefinition function, QueueTriggerAttribute trigger)
    {
        var storage = connections.Open(trigger.Connection, function.Name);
        var name = SettingNames.Resolve(configuration, trigger.QueueName, function.Name);
        // A poison queue's own trigger has nowhere to put what it cannot process.
        var poison = name.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : storage.GetQueueClient(name + PoisonSuffix);
        var queue = new TriggerQueue(storage.GetQueueClient(name), poison, trigger.Connection ?? StorageConnections.Default);
        return ActivatorUtilities.CreateInstance<QueueListener>(
            services, ActivatorUtilities.CreateInstance<MessageProcessor>(services, function, queue), queue);
    }
}
