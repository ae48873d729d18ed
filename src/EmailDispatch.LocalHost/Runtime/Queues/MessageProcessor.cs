using Azure;
using Azure.Storage.Queues.Models;
using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Runtime.Queues;

/// <summary>Processes a message until it is deleted, released or poisoned. Never throws.</summary>
internal sealed partial class MessageProcessor(
    LocalFunctionDefinition function,
    TriggerQueue queue,
    FunctionInvoker invoker,
    HostJson hostJson,
    IOptions<LocalHostOptions> options,
    IServiceScopeFactory scopes,
    WakeUp wakeUp,
    TimeProvider time,
    ILogger<MessageProcessor> logger)
{
    private readonly QueueSettings _settings = hostJson.Queues;

    public async Task ProcessAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        // Run off the listener's thread: a function may compute for a long time before its first await.
        await Task.Yield();
        using var held = new MessageLock(queue.Messages, message, options.Value.MessageLock, time, logger);
        var outcome = await RunAsync(message, cancellationToken);
        try
        {
            await FinishAsync(message, await held.EndAsync(), outcome);
        }
        catch (RequestFailedException gone) when (gone.Status is StatusCodes.Status404NotFound or StatusCodes.Status400BadRequest)
        {
            Log.TakenByAnother(logger, message.MessageId, queue.Messages.Name);
        }
        catch (Exception fault)
        {
            Log.NotFinished(logger, message.MessageId, queue.Messages.Name, outcome, fault);
        }

        wakeUp.Call();
    }

    private async Task<MessageOutcome> RunAsync(QueueMessage message, CancellationToken cancellationToken)
    {
        // The process died during the last permitted attempt, so it could not move the message.
        if (message.DequeueCount > _settings.MaxDequeueCount)
            return MessageOutcome.Poison;
        if (DecodedMessage.Decode(message, _settings.MessageEncoding) is not { } decoded)
        {
            Log.NotDecodable(logger, message.MessageId, queue.Messages.Name, _settings.MessageEncoding);
            return MessageOutcome.Poison;
        }

        await using var scope = scopes.CreateAsyncScope();
        var context = new LocalFunctionContext(function, decoded, decoded.Metadata(), scope.ServiceProvider, cancellationToken);
        try
        {
            await invoker.InvokeAsync(context);
            return MessageOutcome.Done;
        }
        catch (Exception fault)
        {
            Log.Failed(logger, function.Name, message.MessageId, message.DequeueCount, _settings.MaxDequeueCount, fault);
            return message.DequeueCount >= _settings.MaxDequeueCount ? MessageOutcome.Poison : MessageOutcome.Release;
        }
    }

    /// <summary>Not canceled, even while the host stops: an outcome that is not written causes another invocation.</summary>
    private async Task FinishAsync(QueueMessage message, string popReceipt, MessageOutcome outcome)
    {
        switch (outcome)
        {
            case MessageOutcome.Done:
                await queue.Messages.DeleteMessageAsync(message.MessageId, popReceipt, CancellationToken.None);
                break;
            case MessageOutcome.Poison when queue.Poison is { } poison:
                await poison.CreateIfNotExistsAsync(cancellationToken: CancellationToken.None);
                // Copy first: in between, the message exists twice rather than not at all.
                await poison.SendMessageAsync(message.MessageText, timeToLive: TimeSpan.FromSeconds(-1), cancellationToken: CancellationToken.None);
                await queue.Messages.DeleteMessageAsync(message.MessageId, popReceipt, CancellationToken.None);
                Log.Poisoned(logger, message.MessageId, poison.Name);
                break;
            case MessageOutcome.Release when queue.Poison is not null:
                await queue.Messages.UpdateMessageAsync(
                    message.MessageId, popReceipt, visibilityTimeout: _settings.VisibilityTimeout, cancellationToken: CancellationToken.None);
                break;
            default:
                // In a poison queue, a message whose function failed stays hidden until its lock ends, so that it does not spin.
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(40, LogLevel.Error, "Function {Function} failed on message {MessageId}, dequeue {DequeueCount} of {MaxDequeueCount}")]
        public static partial void Failed(
            ILogger logger, string function, string messageId, long dequeueCount, int maxDequeueCount, Exception fault);

        [LoggerMessage(41, LogLevel.Warning, "Message {MessageId} moved to queue {PoisonQueue}")]
        public static partial void Poisoned(ILogger logger, string messageId, string poisonQueue);

        [LoggerMessage(42, LogLevel.Error, "Message {MessageId} of queue {Queue} is not in the encoding of host.json, {Encoding}")]
        public static partial void NotDecodable(ILogger logger, string messageId, string queue, MessageEncoding encoding);

        [LoggerMessage(43, LogLevel.Warning, "Message {MessageId} of queue {Queue} is gone or was received by another listener before it could be finished")]
        public static partial void TakenByAnother(ILogger logger, string messageId, string queue);

        [LoggerMessage(44, LogLevel.Error, "Message {MessageId} of queue {Queue} could not be finished ({Outcome}); it becomes visible again when its lock ends")]
        public static partial void NotFinished(ILogger logger, string messageId, string queue, MessageOutcome outcome, Exception fault);
    }
}

internal enum MessageOutcome
{
    /// <summary>Its function returned: delete it.</summary>
    Done,

    /// <summary>Its function threw: make it visible again.</summary>
    Release,

    /// <summary>Do not retry it: move it to the poison queue.</summary>
    Poison,
}
