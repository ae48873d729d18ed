using System.Net;
using EmailDispatch.Emails;

namespace EmailDispatch.Access;

/// <summary>
/// Validates the parts of a key, from HTTP requests and from the settings. Error texts begin with "must" so they can follow a field name.
/// </summary>
internal static class ApiKeyRules
{
    public const int MaxNameLength = 64;
    public const int MaxItems = 50;
    public const int MaxRatePerSecond = 10_000;

    public const string RateFault = "must be a whole number from 1 to 10000";

    private const int MaxTenantLength = 64;

    public static string? FindTenantFault(string tenant) =>
        tenant.Length is 0 or > MaxTenantLength || !tenant.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-')
            ? $"must be 1 to {MaxTenantLength} lower-case letters, digits and hyphens"
            : null;

    public static bool TryReadScope(string text, out Scopes scope, out string fault)
    {
        scope = ScopeNames.Parse(text);
        fault = $"must be one of {ScopeNames.Known}";
        return scope != Scopes.None;
    }

    public static bool TryReadDomain(string text, out string domain, out string fault)
    {
        (domain, fault) = (text.ToLowerInvariant(), "must be a domain such as example.com, or *.example.com for all its subdomains");
        return DomainPattern.IsValid(domain);
    }

    public const string RecipientFault = "must be an address such as qa@example.com, without a name and a comma";

    /// <summary>Reads an address in the normalized form used by emails.</summary>
    public static bool TryReadRecipient(string text, out string address, out string fault)
    {
        fault = RecipientFault;
        address = EmailAddressParser.TryParse(text, out var mailbox, out _) && mailbox.Name is null && !mailbox.Address.Contains(',', StringComparison.Ordinal) ? mailbox.Address : "";
        return address.Length > 0;
    }

    /// <summary>Reads an address or a domain.</summary>
    public static bool TryReadRecipients(string text, out string recipients, out string fault)
    {
        if (text.Contains('@', StringComparison.Ordinal))
            return TryReadRecipient(text, out recipients, out fault);
        var isDomain = TryReadDomain(text, out recipients, out _);
        fault = "must be an address such as qa@example.com, a domain such as example.com, or *.example.com for all its subdomains";
        return isDomain;
    }

    /// <summary>Finds a conflict between parts of a key.</summary>
    public static (string Field, string Fault)? FindConflict(RecipientRules recipients, bool? providerHeaders)
    {
        if (recipients.RedirectsElsewhere)
            return ("redirect_to", "must be among the recipients that the key may deliver to");
        if (recipients.IsRestricted && providerHeaders == true)
            return ("provider_headers", "must not be true where the recipients are restricted: such header fields can add others");
        return null;
    }

    public static bool TryReadRange(string text, out IPNetwork range, out string fault) => IpRange.TryParse(text, out range, out fault);
}
