namespace EmailDispatch.Domains.Signing;

public enum OwnKeyState
{
    /// <summary>Waiting for its record to be published.</summary>
    Pending,

    Signing,

    /// <summary>Not used, because its record has disappeared.</summary>
    Missing,

    /// <summary>Replaced by a newer key; its record is still needed for emails in transit.</summary>
    Replaced,
}
