namespace EmailDispatch.Suppressions;

/// <summary>Why an address is suppressed. Stored and displayed in lower case.</summary>
public enum SuppressionReason
{
    /// <summary>The mailbox was rejected permanently, or until the email's attempts ended.</summary>
    Bounce,

    /// <summary>Someone added it.</summary>
    Manual,

    /// <summary>The recipient reported an email as spam, according to the caller.</summary>
    Complaint,

    /// <summary>The recipient followed an unsubscribe link.</summary>
    Unsubscribe,
}
