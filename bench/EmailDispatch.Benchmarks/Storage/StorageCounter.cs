using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>A pipeline policy that counts requests by kind, repetitions among them.</summary>
internal sealed class StorageCounter : HttpPipelineSynchronousPolicy
{
    private ConcurrentDictionary<string, int> _counts = new();

    /// <summary>What was counted since the last call.</summary>
    public IReadOnlyDictionary<string, int> Take() => Interlocked.Exchange(ref _counts, new ConcurrentDictionary<string, int>());

    /// <summary>What was counted of one kind so far.</summary>
    public int this[string kind] => _counts.GetValueOrDefault(kind);

    public override void OnSendingRequest(HttpMessage message)
    {
        var kind = StorageRequestKind.Of(message.Request.Method.Method, message.Request.Uri.ToUri());
        _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
    }
}
