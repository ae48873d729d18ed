namespace EmailDispatch.Emails;

/// <summary>Kinds of faults for which a submission is refused.</summary>
public enum EmailFault
{
    /// <summary>None: it is an email.</summary>
    None,

    /// <summary>It is not JSON.</summary>
    Malformed,

    /// <summary>It is JSON, but not an email.</summary>
    Invalid,

    /// <summary>The message it describes would be larger than allowed.</summary>
    TooLarge,

    /// <summary>Its submitter may not send from the author's domain.</summary>
    FromNotAllowed,

    /// <summary>Its submitter may not send to one of the recipients.</summary>
    RecipientNotAllowed,

    /// <summary>No provider could ever take it, as they are configured.</summary>
    NoEligibleProvider,

    /// <summary>The idempotency key is none.</summary>
    InvalidKey,

    /// <summary>The idempotency key belongs to a request that says something else.</summary>
    KeyOfOtherRequest,

    /// <summary>A request with the same idempotency key is still under way.</summary>
    KeyInUse,

    /// <summary>Another email with different content has the id.</summary>
    IdTaken,
}
