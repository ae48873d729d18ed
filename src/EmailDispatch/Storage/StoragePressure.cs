using Azure.Core;
using Azure.Core.Pipeline;

namespace EmailDispatch.Storage;

/// <summary>
/// Counts the signs that storage is at its limit, in the clients' pipeline and therefore before the SDK's retries: throttled requests, writes that got no
/// answer, and slow writes. Reads are not timed, because a page of a long list may take long.
/// </summary>
public sealed class StoragePressure(TimeProvider time) : HttpPipelinePolicy
{
    // Writes of rows and messages take milliseconds.
    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    private long _signs;

    /// <summary>The signs so far.</summary>
    public long Signs => Interlocked.Read(ref _signs);

    /// <inheritdoc/>
    public override async ValueTask ProcessAsync(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline)
    {
        var started = time.GetTimestamp();
        try
        {
            await ProcessNextAsync(message, pipeline);
        }
        catch when (!message.CancellationToken.IsCancellationRequested)
        {
            Interlocked.Increment(ref _signs);
            throw;
        }

        // 503 ServerBusy, 500 OperationTimedOut.
        if (message.Response.Status is 429 or >= 500 || (message.Request.Method != RequestMethod.Get && time.GetElapsedTime(started) > Slow))
            Interlocked.Increment(ref _signs);
    }

    /// <inheritdoc/>
    public override void Process(HttpMessage message, ReadOnlyMemory<HttpPipelinePolicy> pipeline) => ProcessNext(message, pipeline);
}
