using Azure;
using Azure.Storage.Queues;
using Azure.Storage.Queues.Models;

namespace EmailDispatch.LocalHost.Runtime.Queues;

/// <summary>
/// Keeps a message hidden while its function runs. Each renewal invalidates the previous pop receipt, so finish the message only with the receipt
/// that <see cref="EndAsync"/> returns.
/// </summary>
internal sealed partial class MessageLock : IDisposable
{
    private readonly QueueClient _queue;
    private readonly QueueMessage _message;
    private readonly TimeSpan _duration;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _renewals;
    private string _popReceipt;

    public MessageLock(QueueClient queue, QueueMessage message, TimeSpan duration, TimeProvider time, ILogger logger)
    {
        _queue = queue;
        _message = message;
        _duration = duration;
        _time = time;
        _logger = logger;
        _popReceipt = message.PopReceipt;
        _renewals = RenewAsync();
    }

    public async Task<string> EndAsync()
    {
        await _ended.CancelAsync();
        await _renewals;
        return _popReceipt;
    }

    public void Dispose() => _ended.Dispose();

    private async Task RenewAsync()
    {
        var wait = _duration / 2;
        while (await WaitAsync(wait))
        {
            try
            {
                // Not canceled: if storage did the renewal and its receipt were lost, the message could not be finished.
                var renewed = await _queue.UpdateMessageAsync(
                    _message.MessageId, _popReceipt, visibilityTimeout: _duration, cancellationToken: CancellationToken.None);
                _popReceipt = renewed.Value.PopReceipt;
                wait = _duration / 2;
            }
            catch (RequestFailedException lost) when (lost.Status is StatusCodes.Status404NotFound or StatusCodes.Status400BadRequest)
            {
                Log.Lost(_logger, _message.MessageId, _queue.Name);
                return;
            }
            catch (Exception fault)
            {
                // Several more attempts fit into the remaining half.
                Log.NotRenewed(_logger, _message.MessageId, _queue.Name, fault);
                wait = _duration / 10;
            }
        }
    }

    private async Task<bool> WaitAsync(TimeSpan wait)
    {
        await Task.Delay(wait, _time, _ended.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return !_ended.IsCancellationRequested;
    }

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Warning, "The lock on message {MessageId} of queue {Queue} is lost; another listener may receive it while its function still runs")]
        public static partial void Lost(ILogger logger, string messageId, string queue);

        [LoggerMessage(31, LogLevel.Warning, "The lock on message {MessageId} of queue {Queue} could not be renewed; it is tried again")]
        public static partial void NotRenewed(ILogger logger, string messageId, string queue, Exception fault);
    }
}
