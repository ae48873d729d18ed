namespace EmailDispatch.Domains.Signing;

/// <summary>
/// The life cycle of a domain's keys, separately for each algorithm. A new key waits until its record is seen, then signs instead of the previous
/// key. The previous record stays for emails in transit, and its private key is deleted after that. If the record of a key disappears, the newest key
/// that is still published signs. Keys are listed in the order of their creation.
/// </summary>
internal static class KeyRotation
{
    /// <summary>The maximum number of keys per algorithm at the same time.</summary>
    public const int MaxKeys = 5;

    /// <param name="keys">The keys before the check.</param>
    /// <param name="published">Whether each key is published, by selector; without keys for which DNS did not answer.</param>
    /// <param name="now">The time of the check.</param>
    public static IReadOnlyList<OwnKey> Observe(IReadOnlyList<OwnKey> keys, IReadOnlyDictionary<string, bool> published, DateTimeOffset now)
    {
        var seen = keys.Select(key =>
            !published.TryGetValue(key.Selector, out var isPublished) ? key
            : isPublished ? key with { IsPublished = true, PublishedAt = key.PublishedAt ?? now }
            : key with { IsPublished = false }).ToList();
        return [.. seen.Select((key, at) => key with { ReplacedAt = seen.Skip(at + 1).Any(newer => newer.Algorithm == key.Algorithm && newer.IsPublished) ? key.ReplacedAt ?? now : null })];
    }

    /// <summary>The keys that may sign, newest first for each algorithm.</summary>
    public static IEnumerable<IGrouping<DkimAlgorithm, OwnKey>> Signing(IReadOnlyList<OwnKey> keys) =>
        keys.Where(key => key.IsPublished).Reverse().GroupBy(key => key.Algorithm).OrderBy(group => group.Key);

    /// <summary>The keys whose private key is no longer needed.</summary>
    public static IReadOnlyList<OwnKey> Expired(IReadOnlyList<OwnKey> keys, TimeSpan overlap, DateTimeOffset now) =>
        [.. keys.Where(key => key.ReplacedAt is { } replacedAt && now - replacedAt >= overlap)];

    /// <summary>The algorithms that need a new key: the newest one is published and has reached the maximum age.</summary>
    public static IReadOnlyList<DkimAlgorithm> Due(IReadOnlyList<OwnKey> keys, TimeSpan age, DateTimeOffset now) =>
        [.. Rotatable(keys).Where(algorithm => now - keys.Last(key => key.Algorithm == algorithm).CreatedAt >= age)];

    /// <summary>The algorithms that may get a new key: the newest one no longer waits for its record.</summary>
    public static IReadOnlyList<DkimAlgorithm> Rotatable(IReadOnlyList<OwnKey> keys) =>
    [
        .. keys.GroupBy(key => key.Algorithm).Where(same => same.Last().PublishedAt is not null && same.Count() < MaxKeys).Select(same => same.Key).Order(),
    ];

    public static OwnKeyState StateOf(OwnKey key, IReadOnlyList<OwnKey> keys) =>
        key.ReplacedAt is not null ? OwnKeyState.Replaced
        : key.PublishedAt is null ? OwnKeyState.Pending
        : !key.IsPublished ? OwnKeyState.Missing
        : Signing(keys).Any(group => group.First() == key) ? OwnKeyState.Signing
        : OwnKeyState.Replaced;
}
