namespace EmailDispatch.Providers.State;

/// <summary>Whether an attempt may go to a provider. What became of it is reported with the same admission.</summary>
public sealed record ProviderAdmission
{
    /// <summary>The provider.</summary>
    public required string Provider { get; init; }

    /// <summary>When it was asked.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether the attempt may go.</summary>
    public bool IsAdmitted => ReopensAt is null;

    /// <summary>Refused: when to ask again. Set exactly when refused.</summary>
    public DateTimeOffset? ReopensAt { get; init; }

    /// <summary>Refused: why.</summary>
    public FailureWeight? Reason { get; init; }

    /// <summary>Whether this is the one attempt, of all instances, that finds out whether the provider works again.</summary>
    public bool IsProbe { get; init; }
}
