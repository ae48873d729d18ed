namespace EmailDispatch.Simulation.World;

/// <summary>All that decides a run.</summary>
/// <param name="Seed">Decides latencies, the order of events, and which requests a storm hits.</param>
/// <param name="Steps">What happens from outside.</param>
public sealed record Plan(int Seed, IReadOnlyList<Step> Steps)
{
    public int Instances { get; init; } = 2;

    public TimeSpan MaxAge { get; init; } = TimeSpan.FromHours(1);

    /// <summary>The largest difference of a clock from the true time.</summary>
    public TimeSpan Skew { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Whether the SDK repeats failed requests. If not, each fault reaches the library.</summary>
    public bool RetriesRequests { get; init; } = true;

    /// <summary>Whether quiet times last as long as planned.</summary>
    public bool IsPatient { get; init; }

    /// <summary>Whether there is a webhook for every event.</summary>
    public bool HasWebhook { get; init; }

    /// <summary>Whether the providers report deliveries, bounces and complaints.</summary>
    public bool HasEvents { get; init; }

    /// <summary>Whether time goes on until everything has expired.</summary>
    public bool Ages { get; init; }

    /// <summary>Faults of single requests to storage by their number, after the start.</summary>
    public IReadOnlyDictionary<int, Storage.StorageFault> Exact { get; init; } = new Dictionary<int, Storage.StorageFault>();
}
