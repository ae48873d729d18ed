namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>What the reply to EHLO offers. What is not offered is refused when used.</summary>
[Flags]
public enum SmtpExtensions
{
    None = 0,

    /// <summary>RFC 2920. Without it a second command behind the first is answered 503.</summary>
    Pipelining = 1,

    /// <summary>RFC 1870. Without it the limit still holds, but is not told.</summary>
    Size = 2,

    /// <summary>RFC 6152.</summary>
    EightBitMime = 4,

    /// <summary>RFC 6531.</summary>
    SmtpUtf8 = 8,

    /// <summary>RFC 2034. Without it replies carry no enhanced status code.</summary>
    EnhancedStatusCodes = 16,

    /// <summary>RFC 3207; offered by servers with <see cref="SmtpSecurity.StartTls"/> only.</summary>
    StartTls = 32,

    /// <summary>RFC 4954.</summary>
    Auth = 64,

    All = Pipelining | Size | EightBitMime | SmtpUtf8 | EnhancedStatusCodes | StartTls | Auth,
}
