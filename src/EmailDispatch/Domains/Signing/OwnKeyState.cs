namespace EmailDispatch.Domains.Signing;

/// <summary>The state of a DKIM key created here.</summary>
public enum OwnKeyState
{
    /// <summary>Waiting for its record to be published.</summary>
    Pending,

    /// <summary>In use for signatures.</summary>
    Signing,

    /// <summary>Not used, because its record has disappeared.</summary>
    Missing,

    /// <summary>Replaced by a newer key; its record is still needed for emails in transit.</summary>
    Replaced,
}
