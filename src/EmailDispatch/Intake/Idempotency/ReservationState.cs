namespace EmailDispatch.Intake.Idempotency;

/// <summary>What asking for a key came to.</summary>
internal enum ReservationState
{
    /// <summary>Nobody has it. Only for one who does not want it either.</summary>
    Free,

    /// <summary>It is the asker's, to go on with.</summary>
    Granted,

    /// <summary>The request was answered before.</summary>
    Answered,

    /// <summary>It belongs to a request that says something else.</summary>
    OtherRequest,

    /// <summary>The same request is still under way elsewhere.</summary>
    InUse,
}
