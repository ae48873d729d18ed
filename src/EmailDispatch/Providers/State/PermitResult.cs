namespace EmailDispatch.Providers.State;

/// <summary>The answer to the wish to send one message.</summary>
public readonly record struct PermitResult
{
    /// <summary>Whether the message may be sent, after <see cref="Wait"/>.</summary>
    public bool IsGranted => FreesAt is null;

    /// <summary>Granted: how long to wait before sending, at most a little over a second; mostly zero.</summary>
    public TimeSpan Wait { get; init; }

    /// <summary>Refused: when to ask again. Set exactly when refused.</summary>
    public DateTimeOffset? FreesAt { get; init; }

    /// <summary>Refused: which quota is used up.</summary>
    public QuotaPeriod? UsedUp { get; init; }

    /// <summary>The place in the pace of the second that was taken.</summary>
    internal DateTimeOffset? Slot { get; init; }

    /// <summary>The start of the hour that was counted in.</summary>
    internal DateTimeOffset? Hour { get; init; }

    /// <summary>The start of the day that was counted in.</summary>
    internal DateTimeOffset? Day { get; init; }
}
