using System.ComponentModel.DataAnnotations;
using System.Net;

namespace EmailDispatch.SmtpDoor;

/// <summary>Settings of the SMTP door. Bound from the section <c>SmtpDoor</c>.</summary>
public sealed class SmtpDoorOptions : IValidatableObject
{
    public const string Section = "SmtpDoor";

    /// <summary>The IP address to listen on. Default empty: all addresses.</summary>
    public string Address { get; set; } = "";

    /// <summary>The port that offers STARTTLS; 0 is any free port, -1 disables it. Default 587.</summary>
    [Range(-1, 65_535)]
    public int StartTlsPort { get; set; } = 587;

    /// <summary>The port that is encrypted from the first byte; 0 is any free port, -1 disables it. Default 465.</summary>
    [Range(-1, 65_535)]
    public int ImplicitTlsPort { get; set; } = 465;

    /// <summary>The name in the greeting. Default empty: the name of the machine.</summary>
    public string HostName { get; set; } = "";

    /// <summary>The certificate with its private key and chain, as PEM or as PFX without a password. Default empty.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>The name of the Key Vault certificate, or of a secret with PEM or base64-encoded PFX, instead of a file. Default empty.</summary>
    public string CertificateSecret { get; set; } = "";

    /// <summary>How often the certificate is read again. New sessions use the new one. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan CertificateRefresh { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>
    /// Whether the address of a connection is its client's. False behind a proxy that hides it: then the limits per address are off, and keys with
    /// <c>ip_ranges</c> are refused. Default true.
    /// </summary>
    public bool ClientAddressIsKnown { get; set; } = true;

    /// <summary>The maximum number of open connections. Default 1,000.</summary>
    [Range(1, 100_000)]
    public int MaxConnections { get; set; } = 1_000;

    /// <summary>The maximum number of open connections of one address (IPv6: of one /64). Default 100.</summary>
    [Range(1, 100_000)]
    public int MaxConnectionsPerAddress { get; set; } = 100;

    /// <summary>The maximum number of messages in one connection. Default 1,000.</summary>
    [Range(1, 1_000_000)]
    public int MaxMessagesPerConnection { get; set; } = 1_000;

    /// <summary>How long a client has from its connection until it is logged in. Default 1 minute.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan LoginTimeout { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a client that is logged in may take for its next command. Default 5 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a client may take to send one message. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan MessageTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The minimum rate of a message in bytes per second, after its first 30 s. Default 1,000.</summary>
    [Range(0, 1_000_000)]
    public int MinBytesPerSecond { get; set; } = 1_000;

    /// <summary>The failed logins of one address within <see cref="FailedLoginPeriod"/> after which it is refused. Default 20.</summary>
    [Range(1, 10_000)]
    public int MaxFailedLogins { get; set; } = 20;

    /// <summary>How long failed logins count against an address. Default 10 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan FailedLoginPeriod { get; set; } = TimeSpan.FromMinutes(10);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Address.Length > 0 && !IPAddress.TryParse(Address, out _))
            yield return new ValidationResult($"Address: '{Address}' is not an IP address.");
        if (StartTlsPort < 0 && ImplicitTlsPort < 0)
            yield return new ValidationResult("StartTlsPort: is -1, and so is SmtpDoor__ImplicitTlsPort; one of them is needed.");
        if (StartTlsPort > 0 && StartTlsPort == ImplicitTlsPort)
            yield return new ValidationResult($"StartTlsPort: {StartTlsPort} is also SmtpDoor__ImplicitTlsPort.");
        if ((StartTlsPort >= 0 || ImplicitTlsPort >= 0) && CertificateFile.Length > 0 == CertificateSecret.Length > 0)
            yield return new ValidationResult("CertificateFile: set either this or SmtpDoor__CertificateSecret.");
        if (HostName.Length > 255 || HostName.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '.')))
            yield return new ValidationResult("HostName: must be a host name of letters, digits, hyphens and dots.");
    }
}
