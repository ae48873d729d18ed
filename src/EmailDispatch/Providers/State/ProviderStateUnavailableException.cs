namespace EmailDispatch.Providers.State;

/// <summary>The table cannot be read or written now. Sending goes on without it.</summary>
public sealed class ProviderStateUnavailableException : Exception
{
    /// <summary>Without a cause of its own.</summary>
    public ProviderStateUnavailableException()
    {
    }

    /// <summary>With what happened.</summary>
    public ProviderStateUnavailableException(string message)
        : base(message)
    {
    }

    /// <summary>With what happened and why.</summary>
    public ProviderStateUnavailableException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    /// <summary>Whether storage works and only too many changed the same row at the same time.</summary>
    public bool IsContention { get; init; }
}
