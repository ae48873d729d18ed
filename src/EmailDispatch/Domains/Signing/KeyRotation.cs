namespace EmailDispatch.Domains.Signing;

/// <summary>
/// The life of a domain's keys, each algorithm for itself. A new key waits until its record is seen. Then it signs in place of the one before,
/// whose record stays for emails under way and whose private key is deleted after that. If a record disappears, its key signs no more, and the
/// newest one that is still published does. Keys stand in the order in which they were made.
/// </summary>
internal static class KeyRotation
{
    /// <summary>The most keys of an algorithm that a domain has at once.</summary>
    public const int MaxKeys = 5;

    /// <summary>The keys after a check.</summary>
    /// <param name="keys">The keys before it.</param>
    /// <param name="published">Which are published, by selector; without those that DNS did not answer for.</param>
    /// <param name="now">When that was.</param>
    public static IReadOnlyList<OwnKey> Observe(IReadOnlyList<OwnKey> keys, IReadOnlyDictionary<string, bool> published, DateTimeOffset now)
    {
        var seen = keys.Select(key =>
            !published.TryGetValue(key.Selector, out var isPublished) ? key
            : isPublished ? key with { IsPublished = true, PublishedAt = key.PublishedAt ?? now }
            : key with { IsPublished = false }).ToList();
        return [.. seen.Select((key, at) => key with { ReplacedAt = seen.Skip(at + 1).Any(newer => newer.Algorithm == key.Algorithm && newer.IsPublished) ? key.ReplacedAt ?? now : null })];
    }

    /// <summary>The keys that may sign, the newest of each algorithm first.</summary>
    public static IEnumerable<IGrouping<DkimAlgorithm, OwnKey>> Signing(IReadOnlyList<OwnKey> keys) =>
        keys.Where(key => key.IsPublished).Reverse().GroupBy(key => key.Algorithm).OrderBy(group => group.Key);

    /// <summary>The keys whose private key is no longer needed.</summary>
    public static IReadOnlyList<OwnKey> Expired(IReadOnlyList<OwnKey> keys, TimeSpan overlap, DateTimeOffset now) =>
        [.. keys.Where(key => key.ReplacedAt is { } replacedAt && now - replacedAt >= overlap)];

    /// <summary>The algorithms that need a new key: the newest is published, and older than it may be.</summary>
    public static IReadOnlyList<DkimAlgorithm> Due(IReadOnlyList<OwnKey> keys, TimeSpan age, DateTimeOffset now) =>
        [.. Rotatable(keys).Where(algorithm => now - keys.Last(key => key.Algorithm == algorithm).CreatedAt >= age)];

    /// <summary>The algorithms that may have a new key: the newest does not still wait for its record.</summary>
    public static IReadOnlyList<DkimAlgorithm> Rotatable(IReadOnlyList<OwnKey> keys) =>
    [
        .. keys.GroupBy(key => key.Algorithm).Where(same => same.Last().PublishedAt is not null && same.Count() < MaxKeys).Select(same => same.Key).Order(),
    ];

    /// <summary>How a key is.</summary>
    public static OwnKeyState StateOf(OwnKey key, IReadOnlyList<OwnKey> keys) =>
        key.ReplacedAt is not null ? OwnKeyState.Replaced
        : key.PublishedAt is null ? OwnKeyState.Pending
        : !key.IsPublished ? OwnKeyState.Missing
        : Signing(keys).Any(group => group.First() == key) ? OwnKeyState.Signing
        : OwnKeyState.Replaced;
}
