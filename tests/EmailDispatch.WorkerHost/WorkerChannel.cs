using System.Collections.Concurrent;
using System.Threading.Channels;
using EmailDispatch.Worker.Protocol;
using Grpc.Core;

namespace EmailDispatch.Worker.Host;

/// <summary>The host's end of the stream to its worker: one question and the answer to it, by the id of the request; logs apart.</summary>
internal sealed class WorkerChannel : FunctionRpc.FunctionRpcBase
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Channel<StreamingMessage> _outgoing = Channel.CreateUnbounded<StreamingMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<StreamingMessage>> _waiting = new();
    private readonly TaskCompletionSource<string> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The id that the worker came with.</summary>
    public Task<string> Started => _started.Task;

    /// <summary>What it sent to the log of the host.</summary>
    public ConcurrentQueue<RpcLog> Logs { get; } = [];

    public override async Task EventStream(
        IAsyncStreamReader<StreamingMessage> requestStream, IServerStreamWriter<StreamingMessage> responseStream, ServerCallContext context)
    {
        var writing = WriteAsync(responseStream, context.CancellationToken);
        try
        {
            await foreach (var message in requestStream.ReadAllAsync(context.CancellationToken))
                Receive(message);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException)
        {
            // The worker has ended.
        }

        _outgoing.Writer.TryComplete();
        await writing;
    }

    public async Task<StreamingMessage> AskAsync(StreamingMessage question, CancellationToken cancellationToken)
    {
        var id = question.ContentCase == StreamingMessage.ContentOneofCase.InvocationRequest ? question.InvocationRequest.InvocationId : Guid.NewGuid().ToString();
        question.RequestId = id;
        var answer = _waiting.GetOrAdd(id, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));
        Send(question);
        return await answer.Task.WaitAsync(Patience, cancellationToken);
    }

    public void Send(StreamingMessage message) => _outgoing.Writer.TryWrite(message);

    private void Receive(StreamingMessage message)
    {
        if (message.ContentCase == StreamingMessage.ContentOneofCase.StartStream)
            _started.TrySetResult(message.StartStream.WorkerId);
        else if (message.ContentCase == StreamingMessage.ContentOneofCase.RpcLog)
            Logs.Enqueue(message.RpcLog);
        else if (_waiting.TryRemove(message.RequestId, out var waiting))
            waiting.TrySetResult(message);
    }

    private async Task WriteAsync(IServerStreamWriter<StreamingMessage> stream, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var message in _outgoing.Reader.ReadAllAsync(cancellationToken))
                await stream.WriteAsync(message, cancellationToken);
        }
        catch (Exception gone) when (gone is IOException or OperationCanceledException or InvalidOperationException)
        {
            // The worker has ended.
        }
    }
}
