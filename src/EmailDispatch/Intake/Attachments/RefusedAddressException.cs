namespace EmailDispatch.Intake.Attachments;

/// <summary>A host has no address that may be connected to.</summary>
public sealed class RefusedAddressException : IOException
{
    /// <summary>Without a cause of its own.</summary>
    public RefusedAddressException()
    {
    }

    /// <summary>With what happened.</summary>
    public RefusedAddressException(string message)
        : base(message)
    {
    }

    /// <summary>With what happened and why.</summary>
    public RefusedAddressException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
