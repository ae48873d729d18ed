namespace EmailDispatch.Suppressions;

/// <summary>Why an address is not sent to. Stored and shown in lower case.</summary>
public enum SuppressionReason
{
    /// <summary>Its mailbox was refused for good, or for as long as an email was tried.</summary>
    Bounce,

    /// <summary>Somebody asked for it.</summary>
    Manual,

    /// <summary>The recipient called an email spam; the caller learned of it.</summary>
    Complaint,
}
