namespace EmailDispatch.Providers;

/// <summary>One SMTP account to send through. Bound from <c>Providers:N</c>.</summary>
public sealed class ProviderOptions
{
    /// <summary>The name in rows, logs and statistics: 1 to 64 lower-case letters, digits and hyphens.</summary>
    public string Name { get; set; } = "";

    /// <summary>Host name of the submission server.</summary>
    public string Host { get; set; } = "";

    /// <summary>Port of the submission server. Default 587.</summary>
    public int Port { get; set; } = 587;

    /// <summary>How the connection is protected. Default <see cref="ProviderSecurity.StartTls"/>.</summary>
    public ProviderSecurity Security { get; set; } = ProviderSecurity.StartTls;

    /// <summary>User name of the account; empty for a server that asks for none.</summary>
    public string Username { get; set; } = "";

    /// <summary>Name of the secret that holds the password, in the section <c>Secrets</c>.</summary>
    public string Secret { get; set; } = "";

    /// <summary>Providers are tried in ascending order of it. Default 100.</summary>
    public int Priority { get; set; } = 100;

    /// <summary>Whether the server's certificate is verified. Default true; false only on the loopback interface.</summary>
    public bool TlsVerify { get; set; } = true;

    /// <summary>How long a connection may take to be established, DNS aside. Default 5 s.</summary>
    public TimeSpan ConnectTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the server may take to answer one command. Default 60 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>
    /// How to log in. Default: the best that the server offers, which over TLS is PLAIN, LOGIN or CRAM-MD5 in this order, without TLS
    /// CRAM-MD5, and XOAUTH2 where the secret is an OAuth 2.0 client.
    /// </summary>
    public ProviderAuth? Auth { get; set; }

    /// <summary>How many connections may be open at once. Default 10.</summary>
    public int MaxConnections { get; set; } = 10;

    /// <summary>How many messages are sent through one connection before it is replaced. Default 100.</summary>
    public int MaxMessagesPerConnection { get; set; } = 100;

    /// <summary>
    /// SHA-256 of the server's certificate as 64 hexadecimal digits, colons allowed. If set, this certificate is trusted and no other,
    /// whoever issued it. Default: none.
    /// </summary>
    public string CertificatePin { get; set; } = "";

    /// <summary>
    /// Whether the SMTP dialogue is logged, at level Debug, without credentials, message bodies and local parts of addresses. Default false.
    /// </summary>
    public bool ProtocolLog { get; set; }
}
