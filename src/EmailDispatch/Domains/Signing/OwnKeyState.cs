namespace EmailDispatch.Domains.Signing;

/// <summary>How a key of ours is.</summary>
public enum OwnKeyState
{
    /// <summary>Waits for its record.</summary>
    Pending,

    /// <summary>Signs.</summary>
    Signing,

    /// <summary>Signs no more, because its record has disappeared.</summary>
    Missing,

    /// <summary>A newer key signs; its record is still needed for emails under way.</summary>
    Replaced,
}
