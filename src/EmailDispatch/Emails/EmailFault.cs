namespace EmailDispatch.Emails;

/// <summary>Why a submission is rejected.</summary>
public enum EmailFault
{
    /// <summary>The submission is valid.</summary>
    None,

    /// <summary>The body is not JSON.</summary>
    Malformed,

    /// <summary>The body is JSON, but not a valid email.</summary>
    Invalid,

    /// <summary>The message would be too large.</summary>
    TooLarge,

    /// <summary>The submitter may not send from the author's domain.</summary>
    FromNotAllowed,

    /// <summary>The submitter may not send to one of the recipients.</summary>
    RecipientNotAllowed,

    /// <summary>No configured provider could ever send the email.</summary>
    NoEligibleProvider,

    /// <summary>The template in which the settings have it sent cannot be used. It is not the submitter's fault, and may pass.</summary>
    LayoutUnusable,

    /// <summary>The idempotency key is invalid.</summary>
    InvalidKey,

    /// <summary>The idempotency key was used with a different body.</summary>
    KeyOfOtherRequest,

    /// <summary>A request with the same idempotency key is still running.</summary>
    KeyInUse,

    /// <summary>Another email with different content has the id.</summary>
    IdTaken,
}

/// <summary>One error in a request.</summary>
/// <param name="Field">The path of the field, such as <c>to[0]</c> or <c>attachments[1].content</c>; empty for the whole body.</param>
/// <param name="Message">The error and its fix, as one sentence without its subject, the field.</param>
public sealed record FieldError(string Field, string Message);
