using System.Text.Json.Serialization;
using EmailDispatch.Naming;

namespace EmailDispatch.Status;

/// <summary>
/// Limits the attempts in a row, however often an email is tried: the first and last ones are kept, and those between are only counted by provider,
/// outcome and category.
/// </summary>
public static class AttemptHistory
{
    public const int KeptFirst = 5;

    public const int KeptLast = 45;

    /// <summary>How many combinations are counted separately; the rest is counted by outcome alone.</summary>
    public const int MaxTallies = 40;

    /// <summary>The provider name used for the rest. Real names have no parentheses.</summary>
    public const string OtherProviders = "(other)";

    public static EmailRow WithAttempt(this EmailRow row, Attempt attempt) => Bounded(row with { Attempts = [.. row.Attempts, attempt] });

    /// <summary>Replaces excess attempts by counts.</summary>
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

    /// <summary>Removes all text written by servers, so that the size is limited. The status of each recipient stays.</summary>
    public static EmailRow WithoutWords(this EmailRow row) => row with
    {
        Recipients = [.. row.Recipients.Select(r => r with { Name = null, Reply = null })],
        Attempts = [.. row.Attempts.TakeLast(1).Select(a => a with { EnhancedCode = null, Reply = null, Hint = null })],
        OmittedAttempts = [],
    };

    /// <summary>Whether an email was tried at a provider; case is ignored.</summary>
    public static bool WasTriedAt(this EmailRow row, string provider) =>
        row.Attempts.Select(a => a.Provider).Concat(row.OmittedAttempts.Select(t => t.Provider)).Append(row.Provider).Contains(provider, StringComparer.OrdinalIgnoreCase);

    /// <summary>Whether an attempt was a failover: it did not send everything, and the same pass went on to another provider.</summary>
    public static bool IsFailover(IReadOnlyList<Attempt> attempts, int at) =>
        at >= 0 && at + 1 < attempts.Count && attempts[at].Outcome != AttemptOutcome.Sent
        && attempts[at + 1].Number == attempts[at].Number && attempts[at + 1].Provider != attempts[at].Provider;

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

/// <summary>A count of omitted attempts with the same provider, outcome and category.</summary>
public sealed record AttemptTally(
    string Provider, [property: JsonConverter(typeof(EnumNameConverter<AttemptOutcome>))] AttemptOutcome Outcome, string? Category, int Count, int Failovers);
