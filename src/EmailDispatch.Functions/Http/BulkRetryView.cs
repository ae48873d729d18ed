using EmailDispatch.Dispatch;

namespace EmailDispatch.Functions.Http;

/// <summary>The answer to a request to try many emails again.</summary>
/// <param name="Retried">How many are queued again.</param>
/// <param name="Skipped">How many could not be.</param>
/// <param name="Next">What to send as <c>after</c> to go on; null where that was all.</param>
public sealed record BulkRetryView(int Retried, int Skipped, string? Next)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "retry";

    /// <summary>As the library tells it.</summary>
    public static BulkRetryView Of(BulkRetryResult result) => new(result.Retried, result.Skipped, result.Next?.ToString());
}
