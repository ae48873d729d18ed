namespace EmailDispatch.Access;

/// <summary>What an API key may be used for.</summary>
[Flags]
public enum Scopes
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Submitting, changing, cancelling and retrying emails.</summary>
    Send = 1,

    /// <summary>Reading emails and statistics.</summary>
    Read = 2,

    /// <summary>Everything, and with it the providers, the do-not-send list and the API keys.</summary>
    Admin = 4,

    /// <summary>All of them.</summary>
    All = Send | Read | Admin,
}
