namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>The SASL mechanisms a server offers.</summary>
[Flags]
public enum AuthMechanisms
{
    None = 0,

    /// <summary>RFC 4616.</summary>
    Plain = 1,

    /// <summary>draft-murchison-sasl-login.</summary>
    Login = 2,

    /// <summary>RFC 2195.</summary>
    CramMd5 = 4,

    /// <summary>Google's and Microsoft's bearer token scheme.</summary>
    XOAuth2 = 8,

    All = Plain | Login | CramMd5 | XOAuth2,
}
