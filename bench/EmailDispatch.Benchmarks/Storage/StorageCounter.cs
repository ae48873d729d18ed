using System.Collections.Concurrent;
using Azure.Core;
using Azure.Core.Pipeline;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>A pipeline policy that counts requests by kind, including retries.</summary>
internal sealed class StorageCounter : HttpPipelineSynchronousPolicy
{
    private ConcurrentDictionary<string, int> _counts = new();

    /// <summary>Returns the counts since the last call.</summary>
    public IReadOnlyDictionary<string, int> Take() => Interlocked.Exchange(ref _counts, new ConcurrentDictionary<string, int>());

    /// <summary>The count of one kind since the last <see cref="Take"/>.</summary>
    public int this[string kind] => _counts.GetValueOrDefault(kind);

    public async Task WaitForAsync(string kind, int count, CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        late.CancelAfter(TimeSpan.FromSeconds(90));
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(5));
        while (this[kind] < count)
            await timer.WaitForNextTickAsync(late.Token);
    }

    public override void OnSendingRequest(HttpMessage message)
    {
        var kind = StorageRequestKind.Of(message.Request.Method.Method, message.Request.Uri.ToUri());
        _counts.AddOrUpdate(kind, 1, (_, count) => count + 1);
    }
}
