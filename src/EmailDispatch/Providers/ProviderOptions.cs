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
}
