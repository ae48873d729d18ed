using Azure.Core;
using Azure.Core.Pipeline;

namespace EmailDispatch.EndToEnd.Status;

/// <summary>Counts the requests that pass through the pipeline.</summary>
public sealed class RequestCounter : HttpPipelineSynchronousPolicy
{
    private int _count;

    public int Count => _count;

    public List<string> Requests { get; } = [];

    public override void OnSendingRequest(HttpMessage message)
    {
        Interlocked.Increment(ref _count);
        lock (Requests)
            Requests.Add($"{message.Request.Method} {message.Request.Uri.ToUri().PathAndQuery}");
    }
}
