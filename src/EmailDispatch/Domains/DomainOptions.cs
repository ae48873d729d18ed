using System.ComponentModel.DataAnnotations;
using EmailDispatch.Domains.Dns;

namespace EmailDispatch.Domains;

/// <summary>Settings for domain checks and signing. Bound from the section <c>Domains</c>.</summary>
public sealed class DomainOptions : IValidatableObject
{
    /// <summary>The DNS resolver: an IP address with an optional port, such as <c>192.0.2.1:53</c>. Default empty: the system's resolvers.</summary>
    public string Resolver { get; set; } = "";

    /// <summary>The timeout of one DNS lookup, which is retried once. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan LookupTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>The timeout of the check of one domain. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// What to do if a provider would fail DMARC for the from-domain: <c>Off</c> nothing, <c>Warn</c> add advice to the response, <c>Skip</c> also
    /// skip the provider while another one may be used. Default <c>Warn</c>.
    /// </summary>
    public AlignmentRule RequireAlignment { get; set; } = AlignmentRule.Warn;

    /// <summary>
    /// The folder for private DKIM keys on a development machine without a Key Vault for them; a relative path starts at the working directory.
    /// Default empty: none, so emails cannot be signed here.
    /// </summary>
    public string KeyFolder { get; set; } = "";

    /// <summary>The age at which a DKIM key gets a successor. Default 180 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan DkimKeyAge { get; set; } = TimeSpan.FromDays(180);

    /// <summary>How long a replaced key's record stays needed for emails in transit; then its private key is deleted. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan DkimOverlap { get; set; } = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Resolver.Length > 0 && !DnsResolver.TryParseServer(Resolver, out _))
            yield return new ValidationResult($"Resolver: '{Resolver}' is not an IP address with an optional port, such as 192.0.2.1:53.");
    }
}

/// <summary>What to do if a provider would fail DMARC for a domain.</summary>
public enum AlignmentRule
{
    Off,

    Warn,

    /// <summary>Add advice, and use another provider if there is one.</summary>
    Skip,
}
