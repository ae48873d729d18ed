using System.Threading.RateLimiting;

namespace EmailDispatch.Access;

/// <summary>
/// Limits the request rate of each key with a token bucket that holds one second's requests and refills each second. Each instance has its own
/// buckets, which avoids a storage request per API request; with several instances, a key can reach several times its rate.
/// </summary>
public sealed class KeyRates : IDisposable
{
    /// <summary>The time in which an empty bucket refills.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    private readonly PartitionedRateLimiter<ApiKey> _buckets = PartitionedRateLimiter.Create<ApiKey, (string Id, int Rate)>(
        key => RateLimitPartition.GetTokenBucketLimiter((key.Id, Rate: key.RatePerSecond!.Value), bucket => OptionsOf(bucket.Rate)));

    /// <summary>Takes a token for one request; returns null if the key has no limit.</summary>
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

/// <summary>The rate limit status of a key after one request.</summary>
/// <param name="IsWithin">Whether this request is within the limit.</param>
/// <param name="Remaining">The number of further requests allowed at this moment.</param>
public readonly record struct KeyRate(bool IsWithin, int Remaining);
