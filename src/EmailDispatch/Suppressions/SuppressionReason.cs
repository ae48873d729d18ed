namespace EmailDispatch.Suppressions;

/// <summary>Why an address is not sent to. Stored and shown in lower case.</summary>
public enum SuppressionReason
{
    /// <summary>Its mailbox was rejected permanently, or for as long as an email was tried.</summary>
    Bounce,

    /// <summary>Somebody added it.</summary>
    Manual,

    /// <summary>The recipient reported an email as spam, according to the caller.</summary>
    Complaint,
}
