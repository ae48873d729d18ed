using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Listening;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Runtime.Queues;

/// <summary>Listens to the queue of one function and processes as many of its messages at once as host.json allows.</summary>
/// <remarks>
/// <para>
/// A storage queue does not push. A message is received by hiding it for a while, and is gone only if the receiver deletes it in time.
/// </para>
/// <para>
/// <b>Polling.</b> The listener requests <c>batchSize</c> messages whenever at most <c>newBatchThreshold</c> are being processed, so at most the sum
/// of both run at once. While there are messages it polls without a pause. Otherwise it waits 100 ms, 200 ms, 400 ms … up to
/// <c>maxPollingInterval</c>. The end of an invocation in this process triggers <see cref="WakeUp"/>, and the listener polls at once. So a message
/// from another function is received within milliseconds; a message from another process, or one that becomes visible by itself, may take up to
/// <c>maxPollingInterval</c>.
/// </para>
/// <para>
/// <b>Lock.</b> A message is hidden for <see cref="LocalHostOptions.MessageLock"/>, renewed at half of it while its function runs
/// (<see cref="MessageLock"/>). A process that dies loses nothing: its messages become visible again when their locks end.
/// </para>
/// <para>
/// <b>Outcome</b> (<see cref="MessageProcessor"/>). If the function returns, the message is deleted. If it throws, the message becomes visible again
/// after <c>visibilityTimeout</c>, with its dequeue count increased by one. Once the count reaches <c>maxDequeueCount</c>, or if the text is not in
/// the app's encoding, the original text moves to the queue <c>&lt;name&gt;-poison</c>.
/// </para>
/// <para>
/// <b>Storage faults</b> do not end the listener: it logs when storage becomes unavailable and when it is back, and keeps polling with the same
/// waits. A deleted queue is created again.
/// </para>
/// </remarks>
internal sealed partial class QueueListener(
    MessageProcessor processor,
    TriggerQueue queue,
    HostJson hostJson,
    WakeUp wakeUp,
    TimeProvider time,
    IOptions<LocalHostOptions> options,
    ILogger<QueueListener> logger) : IListener
{
    private const string PoisonSuffix = "-poison";

    private readonly QueueSettings _settings = hostJson.Queues;
    private readonly PollingBackoff _backoff = new(hostJson.Queues.MaxPollingInterval);
    private readonly HashSet<Task> _inWork = [];
    private bool _storageIsAway;
    private bool _isMissing;

    public static QueueListener Create(IServiceProvider services, LocalFunctionDefinition function, QueueTriggerAttribute trigger)
    {
        var storage = services.GetRequiredService<StorageConnections>().Open(trigger.Connection, function.Name);
        var name = HostFiles.Resolve(services.GetRequiredService<IConfiguration>(), trigger.QueueName, function.Name);
        // A poison queue has no poison queue of its own.
        var poison = name.EndsWith(PoisonSuffix, StringComparison.Ordinal) ? null : storage.GetQueueClient(name + PoisonSuffix);
        var queue = new TriggerQueue(storage.GetQueueClient(name), poison, trigger.Connection ?? StorageConnections.Default);
        return ActivatorUtilities.CreateInstance<QueueListener>(
            services, ActivatorUtilities.CreateInstance<MessageProcessor>(services, function, queue), queue);
    }

    public async Task PrepareAsync(CancellationToken cancellationToken)
    {
        try
        {
            await queue.Messages.CreateIfNotExistsAsync(cancellationToken: cancellationToken);
        }
        catch (Exception fault) when (IsFaultOfStorage(fault))
        {
            throw new StartupFault(
                $"the queue {queue.Messages.Uri} (setting {queue.Setting}) cannot be opened: {FirstLine(fault)}", fault);
        }
    }

    public async Task RunAsync(CancellationToken stopping, CancellationToken invocations)
    {
        while (!stopping.IsCancellationRequested)
        {
            await RoomForABatchAsync();
            var call = wakeUp.Next;
            var batch = await ReceiveAsync();
            foreach (var message in batch)
                _inWork.Add(processor.ProcessAsync(message, invocations));

            if (batch.Length > 0)
                _backoff.Reset();
            else
                await PauseAsync(call, stopping);
        }

        await Task.WhenAll(_inWork);
    }

    private async Task RoomForABatchAsync()
    {
        _inWork.RemoveWhere(processing => processing.IsCompleted);
        while (_inWork.Count > _settings.NewBatchThreshold)
            _inWork.Remove(await Task.WhenAny(_inWork));
    }

    /// <summary>Not canceled by a stop: a batch that storage returned and nobody read would stay locked.</summary>
    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            if (_isMissing)
                await queue.Messages.CreateIfNotExistsAsync();
            _isMissing = false;
            var response = await queue.Messages.ReceiveMessagesAsync(
                _settings.BatchSize, options.Value.MessageLock, CancellationToken.None);
            if (_storageIsAway)
                Log.StorageIsBack(logger, queue.Messages.Name);
            _storageIsAway = false;
            return response.Value;
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            _isMissing = true;
            return [];
        }
        catch (Exception fault) when (IsFaultOfStorage(fault))
        {
            Report(fault);
            return [];
        }
    }

    private async Task PauseAsync(Task call, CancellationToken stopping)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        var called = await Task.WhenAny(call, Task.Delay(_backoff.Next(), time, pause.Token)) == call;
        await pause.CancelAsync();
        if (called)
            _backoff.Reset();
    }

    private void Report(Exception fault)
    {
        if (!_storageIsAway)
            Log.StorageIsAway(logger, queue.Messages.Name, FirstLine(fault));
        _storageIsAway = true;
    }

    /// <summary>The client throws an AggregateException if all its tries failed, and an OperationCanceledException if one took too long.</summary>
    private static bool IsFaultOfStorage(Exception fault) =>
        fault is RequestFailedException or AggregateException or OperationCanceledException;

    private static string FirstLine(Exception fault) =>
        ((fault as AggregateException)?.InnerExceptions[0] ?? fault).Message.Split('\n')[0].Trim();

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Error, "Queue {Queue} cannot be read, retrying: {Fault}")]
        public static partial void StorageIsAway(ILogger logger, string queue, string fault);

        [LoggerMessage(21, LogLevel.Information, "Queue {Queue} can be read again")]
        public static partial void StorageIsBack(ILogger logger, string queue);
    }
}

/// <summary>The queue of a function, its poison queue, and the setting that holds their connection.</summary>
internal sealed record TriggerQueue(QueueClient Messages, QueueClient? Poison, string Setting);
