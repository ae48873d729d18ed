using System.ComponentModel.DataAnnotations;
using EmailDispatch.Domains.Dns;

namespace EmailDispatch.Domains;

/// <summary>How domains are checked and what follows. Bound from the section <c>Domains</c>.</summary>
public sealed class DomainOptions : IValidatableObject
{
    /// <summary>The DNS resolver: an IP address with an optional port, such as <c>192.0.2.1:53</c>. Default empty: the system's.</summary>
    public string Resolver { get; set; } = "";

    /// <summary>How long one DNS lookup may take; it is repeated once. Default 3 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:00:30")]
    public TimeSpan LookupTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How long the check of one domain may take. Default 20 s.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan CheckTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// What follows where a provider would fail DMARC for the from-domain: <c>Off</c> nothing, <c>Warn</c> advice in the answer, <c>Skip</c>
    /// also that the provider is not used while another one may be. Default <c>Warn</c>.
    /// </summary>
    [EnumDataType(typeof(AlignmentRule))]
    public AlignmentRule RequireAlignment { get; set; } = AlignmentRule.Warn;

    /// <summary>
    /// The folder for the private keys of DKIM on a development machine, where no Key Vault is set for them; a relative one is below the working
    /// directory. Default empty: none, so domains cannot be signed for.
    /// </summary>
    public string KeyFolder { get; set; } = "";

    /// <summary>The age at which a DKIM key gets a successor. Default 180 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "3650.00:00:00")]
    public TimeSpan DkimKeyAge { get; set; } = TimeSpan.FromDays(180);

    /// <summary>How long the record of a replaced DKIM key is still needed, for emails under way; its private key is deleted then. Default 7 days.</summary>
    [Range(typeof(TimeSpan), "1.00:00:00", "365.00:00:00")]
    public TimeSpan DkimOverlap { get; set; } = TimeSpan.FromDays(7);

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Resolver.Length > 0 && !DnsResolver.TryParseServer(Resolver, out _))
            yield return new ValidationResult($"Domains:Resolver '{Resolver}' is not an IP address with an optional port.");
    }
}

/// <summary>What follows where a provider would fail DMARC for a domain.</summary>
public enum AlignmentRule
{
    /// <summary>Nothing.</summary>
    Off,

    /// <summary>Advice.</summary>
    Warn,

    /// <summary>Advice, and another provider is used where there is one.</summary>
    Skip,
}
