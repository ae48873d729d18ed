namespace EmailDispatch.Providers;

/// <summary>How to log in to a provider.</summary>
public enum ProviderAuth
{
    /// <summary>User name and password in one line (RFC 4616).</summary>
    Plain,

    /// <summary>User name and password, each when asked. Never standardised, widely offered.</summary>
    Login,

    /// <summary>The password is proven, not sent (RFC 2195).</summary>
    CramMd5,

    /// <summary>An access token, sent as XOAUTH2.</summary>
    OAuth2,

    /// <summary>Not at all.</summary>
    None,
}
