namespace EmailDispatch.Status;

/// <summary>
/// Keeps the attempts of a row bounded, however long an email is tried and however often it is retried: the first ones, which tell how the
/// trouble began, and the last ones stay; what lies between is counted by provider, outcome and category.
/// </summary>
public static class AttemptHistory
{
    /// <summary>How many of the oldest attempts stay.</summary>
    public const int KeptFirst = 5;

    /// <summary>How many of the newest attempts stay.</summary>
    public const int KeptLast = 45;

    /// <summary>How many kinds are told apart; what is beyond is counted by its outcome alone.</summary>
    public const int MaxTallies = 40;

    /// <summary>What stands for the providers beyond those. No name has parentheses.</summary>
    public const string OtherProviders = "(other)";

    /// <summary>Adds the newest attempt.</summary>
    public static EmailRow WithAttempt(this EmailRow row, Attempt attempt) => Bounded(row with { Attempts = [.. row.Attempts, attempt] });

    /// <summary>Counts the attempts that are too many.</summary>
    public static EmailRow Bounded(this EmailRow row)
    {
        var excess = row.Attempts.Count - KeptFirst - KeptLast;
        if (excess <= 0)
            return row;

        var tallies = row.OmittedAttempts.ToList();
        for (var at = KeptFirst; at < KeptFirst + excess; at++)
            Count(tallies, row.Attempts[at], IsFailover(row.Attempts, at));
        return row with { Attempts = [.. row.Attempts.Take(KeptFirst), .. row.Attempts.Skip(KeptFirst + excess)], OmittedAttempts = tallies };
    }

    /// <summary>The row with what became of each recipient and without what servers wrote, of which it has a bounded length whatever they write.</summary>
    public static EmailRow WithoutWords(this EmailRow row) => row with
    {
        Recipients = [.. row.Recipients.Select(r => r with { Name = null, Reply = null })],
        Attempts = [.. row.Attempts.TakeLast(1).Select(a => a with { EnhancedCode = null, Reply = null, Hint = null })],
        OmittedAttempts = [],
    };

    /// <summary>Whether the attempt at a place was followed by one at another provider, in the same pass.</summary>
    public static bool IsFailover(IReadOnlyList<Attempt> attempts, int at) =>
        at + 1 < attempts.Count && attempts[at + 1].Number == attempts[at].Number && attempts[at + 1].Provider != attempts[at].Provider;

    private static void Count(List<AttemptTally> tallies, Attempt attempt, bool isFailover)
    {
        var (provider, category) = Find(attempt.Provider, attempt.Category) >= 0 || tallies.Count < MaxTallies
            ? (attempt.Provider, attempt.Category)
            : (OtherProviders, null);
        var at = Find(provider, category);
        if (at < 0)
        {
            at = tallies.Count;
            tallies.Add(new AttemptTally(provider, attempt.Outcome, category, Count: 0, Failovers: 0));
        }

        var tally = tallies[at];
        tallies[at] = tally with { Count = tally.Count + 1, Failovers = tally.Failovers + (isFailover ? 1 : 0) };

        int Find(string ofProvider, string? ofCategory) =>
            tallies.FindIndex(t => t.Provider == ofProvider && t.Outcome == attempt.Outcome && t.Category == ofCategory);
    }
}

/// <summary>Attempts of one kind that a row counts but no longer tells one by one.</summary>
/// <param name="Provider">The provider's name, as of <see cref="Attempt.Provider"/>.</param>
/// <param name="Outcome">What they came to, as of <see cref="Attempt.Outcome"/>.</param>
/// <param name="Category">What went wrong, as of <see cref="Attempt.Category"/>.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Failovers">After how many of them the next provider was asked.</param>
public sealed record AttemptTally(string Provider, string Outcome, string? Category, int Count, int Failovers);
