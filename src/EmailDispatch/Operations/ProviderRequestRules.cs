using System.Net;
using EmailDispatch.Access;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Emails;
using EmailDispatch.Outbound;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;

namespace EmailDispatch.Operations;

/// <summary>What a request about a provider may not do, beyond the rules for the settings.</summary>
internal static class ProviderRequestRules
{
    private const int MaxSettingsLength = 16 * 1024;

    public static IEnumerable<FieldError> FindErrors(ApiKey by, ProviderRequest request, ManagedProvider before, ProviderOptions provider, bool canStore)
    {
        if (provider.Row!.Settings.Sum(s => s.Key.Length + s.Value.Length) > MaxSettingsLength)
            yield return new FieldError("", $"has settings of more than {MaxSettingsLength:N0} characters in all");
        if (before.Secret.Length > 0 && !request.HasPassword && IsServerChanged(before, provider))
            yield return new FieldError("password", "is needed again, because the server or its security changes: a stored password is not sent elsewhere");
        if (request.Password is not null && !canStore)
            yield return new FieldError("password", "cannot be stored: this deployment has no Key Vault of its own (KeyVault__DkimUri)");
        if (ReadSecret(request, out var fault) is { Client: { } client } && provider.PublicHostOnly && !client.TokenUrl.Host.Equals("login.microsoftonline.com", StringComparison.OrdinalIgnoreCase))
            yield return new FieldError("password", "must not have a token_url: a tenant's provider gets tokens only from Microsoft, by tenant_id");
        if (fault is not null)
            yield return new FieldError("password", fault);
        if (!provider.PublicHostOnly)
            yield break;

        if (request.Settings.TryGetValue(nameof(ProviderOptions.Tenants), out var given) && given.Count > 0 && given.Values.First() != provider.Row.Tenant)
            yield return new FieldError("tenants", $"must be {provider.Row.Tenant} alone: only the operator's key adds providers for other tenants");
        if (ProviderRules.IsLoopback(provider.Host) || (IPAddress.TryParse(provider.Host, out var address) && !PublicAddress.Is(address)))
            yield return new FieldError("host", "must not have a private address: only the operator's key adds such a provider");
        if (!TestTargets.Ports.Contains(provider.Port))
            yield return new FieldError("port", $"must be one of {string.Join(", ", TestTargets.Ports)}: only the operator's key adds a provider on another port");
        if (provider.DefaultFromAddress.Length > 0 && EmailAddressParser.TryParse(provider.DefaultFromAddress, out var from, out _) && !by.MaySendFrom(from.Domain))
            yield return new FieldError("default_from_address", $"is not allowed: this API key may not send from {from.Domain}");
    }

    public static ProviderSecret? ReadSecret(ProviderRequest request, out string? fault)
    {
        fault = null;
        try
        {
            return request.Password is null ? null : ProviderSecret.Parse("password", request.Password);
        }
        catch (CredentialException refused)
        {
            fault = $"cannot be used: {refused.Message.TrimEnd('.')}";
            return null;
        }
    }

    /// <summary>Whether a stored password would go to another server, or less securely.</summary>
    public static bool IsServerChanged(ManagedProvider before, ProviderOptions provider)
    {
        return ServerOf(ProviderFields.ReadRow(before, [])) != ServerOf(provider);

        static (string, int, ProviderSecurity, ProviderAuth?, bool, bool, string, bool) ServerOf(ProviderOptions p) =>
            (p.Host, p.Port, p.Security, p.Auth, p.TlsVerify, p.AllowInsecure, p.CertificatePin, p.UsernameIsSecret);
    }
}
