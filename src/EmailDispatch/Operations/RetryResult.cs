namespace EmailDispatch.Operations;

/// <summary>What became of the wish to try an email again.</summary>
public enum RetryResult
{
    /// <summary>It is queued again.</summary>
    Queued,

    /// <summary>The tenant has no such email.</summary>
    NotFound,

    /// <summary>None of its recipients has failed, bounced or is unknown, or it is still on its way.</summary>
    NothingToRetry,

    /// <summary>It was retried as often as an email can be.</summary>
    TooOften,

    /// <summary>The email itself is no longer kept.</summary>
    Gone,
}
