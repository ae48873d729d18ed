using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Runtime.Queues;

/// <summary>Listens to the queue of one function and keeps as many of its messages in work as host.json allows.</summary>
/// <remarks>
/// <para>
/// A storage queue has no push and no session: a message is <em>taken</em> by making it invisible for a while, and it is
/// gone only when whoever took it deletes it in time. All the rest follows from that.
/// </para>
/// <para>
/// <b>Polling.</b> The listener asks for <c>batchSize</c> messages whenever no more than <c>newBatchThreshold</c> are in
/// work, so at most the sum of both run at once. While there are messages it asks again without a pause. When there are
/// none it waits 100 ms, 200 ms, 400 ms … up to <c>maxPollingInterval</c>. An invocation that ends in this process calls
/// the <see cref="WakeUp"/>, and the listener looks at once: what one function writes, the next has within milliseconds,
/// while what another process writes after a quiet time, or what becomes visible by itself, waits up to
/// <c>maxPollingInterval</c>.
/// </para>
/// <para>
/// <b>Lock.</b> A message is taken for <see cref="LocalHostOptions.MessageLock"/>, renewed at half of it while its function
/// runs (<see cref="MessageLock"/>). A process that dies loses nothing: its messages come back when their locks end.
/// </para>
/// <para>
/// <b>Outcome</b> (<see cref="MessageProcessor"/>). A function that returns has its message deleted. One that throws has
/// it made visible again after <c>visibilityTimeout</c>, and the next taker finds a dequeue count one higher. When the
/// count has reached <c>maxDequeueCount</c>, or the text is not in the app's encoding, the message goes as it came to the
/// queue <c>&lt;name&gt;-poison</c>.
/// </para>
/// <para>
/// <b>Faults of storage</b> end nothing: the listener reports when storage goes away and when it is back, and asks on at
/// the pace of the back-off. A queue that was deleted is made again.
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
    private readonly QueueSettings _settings = hostJson.Queues;
    private readonly PollingBackoff _backoff = new(hostJson.Queues.MaxPollingInterval);
    private readonly HashSet<Task> _inWork = [];
    private bool _storageIsAway;

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

    /// <summary>Not cancelled by a stop: what storage has handed out and nobody reads would stay locked.</summary>
    private async Task<QueueMessage[]> ReceiveAsync()
    {
        try
        {
            var response = await queue.Messages.ReceiveMessagesAsync(
                _settings.BatchSize, options.Value.MessageLock, CancellationToken.None);
            if (_storageIsAway)
                Log.StorageIsBack(logger, queue.Messages.Name);
            _storageIsAway = false;
            return response.Value;
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == QueueErrorCode.QueueNotFound)
        {
            return await RecreateAsync();
        }
        catch (Exception fault) when (IsFaultOfStorage(fault))
        {
            Report(fault);
            return [];
        }
    }

    private async Task<QueueMessage[]> RecreateAsync()
    {
        try
        {
            await queue.Messages.CreateIfNotExistsAsync();
        }
        catch (Exception fault) when (IsFaultOfStorage(fault))
        {
            Report(fault);
        }

        return [];
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

    /// <summary>The client throws the second when all its tries failed, the third when one of them took too long.</summary>
    private static bool IsFaultOfStorage(Exception fault) =>
        fault is RequestFailedException or AggregateException or OperationCanceledException;

    private static string FirstLine(Exception fault) =>
        ((fault as AggregateException)?.InnerExceptions[0] ?? fault).Message.Split('\n')[0].Trim();

    private static partial class Log
    {
        [LoggerMessage(20, LogLevel.Error, "Queue {Queue} cannot be read, trying on: {Fault}")]
        public static partial void StorageIsAway(ILogger logger, string queue, string fault);

        [LoggerMessage(21, LogLevel.Information, "Queue {Queue} can be read again")]
        public static partial void StorageIsBack(ILogger logger, string queue);
    }
}

/// <summary>The queue that a function is triggered by, its poison queue, and the setting they are connected through.</summary>
internal sealed record TriggerQueue(QueueClient Messages, QueueClient? Poison, string Setting);
