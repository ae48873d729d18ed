using System.Threading.RateLimiting;

namespace EmailDispatch.Access;

/// <summary>
/// Keeps every key to its rate: a bucket of as many tokens as it may have requests a second, filled up each second. It is this instance's
/// own, without a request to storage for each request to us; with several instances a key may have several times its rate.
/// </summary>
public sealed class KeyRates : IDisposable
{
    /// <summary>In which a bucket is full again.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<ApiKey> _buckets = PartitionedRateLimiter.Create<ApiKey, (string Id, int Rate)>(
        key => RateLimitPartition.GetTokenBucketLimiter((key.Id, Rate: key.RatePerSecond!.Value), bucket => OptionsOf(bucket.Rate)));

    /// <summary>Takes a token for one request; null where the key has no limit.</summary>
    public KeyRate? Take(ApiKey key)
    {
        if (key.RatePerSecond is null)
            return null;

        using var lease = _buckets.AttemptAcquire(key);
        return new KeyRate(lease.IsAcquired, (int)(_buckets.GetStatistics(key)?.CurrentAvailablePermits ?? 0));
    }

    /// <inheritdoc/>
    public void Dispose() => _buckets.Dispose();

    private static TokenBucketRateLimiterOptions OptionsOf(int rate) => new() { TokenLimit = rate, TokensPerPeriod = rate, ReplenishmentPeriod = Period };
}

/// <summary>Whether a key may have one more request.</summary>
/// <param name="IsWithin">Whether this one is within its rate.</param>
/// <param name="Remaining">How many more are at this moment.</param>
public readonly record struct KeyRate(bool IsWithin, int Remaining);
