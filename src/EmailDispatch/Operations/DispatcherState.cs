using EmailDispatch.Providers.State;
using EmailDispatch.Status;

namespace EmailDispatch.Operations;

/// <summary>How the dispatcher is, as operators ask first.</summary>
public sealed record DispatcherState
{
    /// <summary>Messages of every queue, by its name, hidden ones among them; approximate, as storage counts them.</summary>
    public required IReadOnlyDictionary<string, int> Messages { get; init; }

    /// <summary>For how long the message at the head of the dispatch queue has been due; zero where none is.</summary>
    public required TimeSpan OldestAge { get; init; }

    /// <summary>Emails that had not come to an end when they were last counted; those of the last minutes may be missing.</summary>
    public required int Unfinished { get; init; }

    /// <summary>
    /// Those of them that nobody was working on though it was long since their time (<see cref="StaleRows"/>): an attempt died and its lease
    /// has run out, or none was begun. As of the last run of the aggregation, which counts those of an hour in which nothing
    /// changes but once an hour.
    /// </summary>
    public required int Stale { get; init; }

    /// <summary>The providers, in the order in which they are tried.</summary>
    public required IReadOnlyList<ProviderSnapshot> Providers { get; init; }

    /// <summary>Messages that nobody could process.</summary>
    public int Poison => Messages.Where(queue => queue.Key.EndsWith("-poison", StringComparison.Ordinal)).Sum(queue => queue.Value);

    /// <summary>The providers that are left alone at the moment.</summary>
    public IEnumerable<ProviderSnapshot> OpenBreakers => Providers.Where(provider => provider.State != BreakerState.Closed);
}
