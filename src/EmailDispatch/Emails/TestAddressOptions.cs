using System.ComponentModel.DataAnnotations;
using EmailDispatch.Emails.Advising;
using EmailDispatch.Emails.Idn;

namespace EmailDispatch.Emails;

/// <summary>Addresses for rehearsing outcomes. Bound from the section <c>TestAddresses</c>.</summary>
public sealed class TestAddressOptions : IValidatableObject
{
    /// <summary>The section of the settings.</summary>
    public const string Section = "TestAddresses";

    /// <summary>
    /// The domain whose addresses are never offered to a provider: the local part decides which outcome is simulated. Its subdomains are
    /// not meant. Real mail to it is never sent, so it must have no mailboxes. Default none: there are no test addresses.
    /// </summary>
    public string? Domain { get; set; }

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Domain is not { Length: > 0 } domain)
            yield break;
        if (!DomainName.TryToAscii(domain, out var ascii) || !ascii.Contains('.', StringComparison.Ordinal))
            yield return new ValidationResult($"The setting {Section}:{nameof(Domain)} must be a domain such as test.acme.example, not '{domain}'.");
        else if (FreemailDomains.Contains(ascii))
            yield return new ValidationResult($"The setting {Section}:{nameof(Domain)} must not be {domain}, which has mailboxes: real mail to it would not be sent.");
    }
}
