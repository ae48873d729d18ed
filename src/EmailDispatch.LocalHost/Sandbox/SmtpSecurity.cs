namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>How a connection gets encrypted.</summary>
public enum SmtpSecurity
{
    /// <summary>Never.</summary>
    Plain,

    /// <summary>By the STARTTLS command (RFC 3207); AUTH is offered only afterwards.</summary>
    StartTls,

    /// <summary>From the first byte (RFC 8314 section 3.3).</summary>
    ImplicitTls,
}
