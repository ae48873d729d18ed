using System.Net;
using EmailDispatch.Providers;

namespace EmailDispatch.Access;

/// <summary>What the parts of a key may be, over HTTP and in the settings alike. Faults begin with "must", to follow a field's name.</summary>
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

    public static bool TryReadRange(string text, out IPNetwork range, out string fault) => IpRange.TryParse(text, out range, out fault);
}
