using System.Collections.Concurrent;

namespace EmailDispatch.Domains.Dns;

/// <summary>
/// Caches answers for their TTL, at most an hour. Negative answers are cached for 5 seconds at most, because people are waiting for them to change.
/// Records of a service are queried once for all domains that include them.
/// </summary>
internal sealed class DnsCache(TimeProvider time)
{
    internal const int Capacity = 2_000;

    private const int MaxCachedBytes = 4 * 1024;

    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestOfNothing = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<(string Name, DnsType Type), (DnsAnswer Answer, DateTimeOffset ReadAt)> _answers = new();

    internal int Count => _answers.Count;

    /// <summary>The cached answer with its remaining TTL, or null.</summary>
    public DnsAnswer? Find(string name, DnsType type)
    {
        if (!_answers.TryGetValue((name, type), out var kept))
            return null;

        var age = time.GetUtcNow() - kept.ReadAt;
        return age < LifetimeOf(kept.Answer) ? kept.Answer with { TimeToLive = kept.Answer.TimeToLive - age } : null;
    }

    /// <summary>Caches an answer unless it is unknown or unusually large.</summary>
    public void Add(string name, DnsType type, DnsAnswer answer)
    {
        if (answer.Bytes > MaxCachedBytes || LifetimeOf(answer) <= TimeSpan.Zero)
            return;
        if (_answers.Count >= Capacity)
            _answers.Clear();
        _answers[(name, type)] = (answer, time.GetUtcNow());
    }

    private static TimeSpan LifetimeOf(DnsAnswer answer)
    {
        if (answer.Outcome == DnsOutcome.Unknown || answer.TimeToLive is not { } told)
            return TimeSpan.Zero;
        var most = answer.IsEmpty ? LongestOfNothing : Longest;
        return told < most ? told : most;
    }
}
