using System.ComponentModel.DataAnnotations;
using EmailDispatch.Emails.Idn;

namespace EmailDispatch.Emails;

/// <summary>Addresses that simulate outcomes. Bound from <c>TestAddresses</c>.</summary>
public sealed class TestAddressOptions : IValidatableObject
{
    public const string Section = "TestAddresses";

    /// <summary>
    /// The domain, without its subdomains, whose addresses are never offered to a provider; the local part selects the simulated outcome. It must
    /// have no mailboxes. Default none.
    /// </summary>
    public string? Domain { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Domain is not { Length: > 0 } domain)
            yield break;
        if (!DomainName.TryToAscii(domain, out var ascii) || !ascii.Contains('.', StringComparison.Ordinal))
            yield return new ValidationResult($"{nameof(Domain)}: '{domain}' must be a domain such as test.acme.example.");
        else if (FreemailDomains.Contains(ascii))
            yield return new ValidationResult($"{nameof(Domain)}: '{domain}' has mailboxes; real mail to it would not be sent.");
    }
}
