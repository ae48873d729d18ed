namespace EmailDispatch.Providers;

/// <summary>How the connection to a provider is protected. There is no automatic choice: it would accept a downgrade.</summary>
public enum ProviderSecurity
{
    /// <summary>Plain, then STARTTLS before anything else; refused where it is not offered. The usual one on port 587.</summary>
    StartTls,

    /// <summary>TLS from the first byte. The usual one on port 465.</summary>
    SslOnConnect,

    /// <summary>No protection; only on the loopback interface, or with <see cref="ProviderOptions.AllowInsecure"/>.</summary>
    None,
}
