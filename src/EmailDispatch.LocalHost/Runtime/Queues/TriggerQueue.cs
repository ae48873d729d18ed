using Azure.Storage.Queues;

namespace EmailDispatch.LocalHost.Runtime.Queues;

/// <summary>The queue that a function is triggered by, its poison queue, and the setting they are connected through.</summary>
internal sealed record TriggerQueue(QueueClient Messages, QueueClient? Poison, string Setting);
