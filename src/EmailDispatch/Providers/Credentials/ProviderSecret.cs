using System.Text.Json;
using EmailDispatch.Secrets;

namespace EmailDispatch.Providers.Credentials;

/// <summary>
/// The content of a provider's secret: a password, alone or as JSON <c>{"username","password"}</c>, or an OAuth 2.0 client as JSON
/// <c>{"tenant_id","client_id","client_secret"}</c>. Services other than Microsoft use <c>"token_url"</c> instead of the tenant;
/// <c>"username"</c>, <c>"scope"</c> and <c>"refresh_token"</c> are added where needed. The user name is null if the settings give it; either the
/// password or the client is null.
/// </summary>
public sealed record ProviderSecret(string? Username, string? Password, OAuthClient? Client)
{
    private const string MicrosoftScope = "https://outlook.office365.com/.default";

    /// <exception cref="CredentialException">It is empty, or JSON without the required fields.</exception>
    public static ProviderSecret Parse(string name, string text)
    {
        // A secret set from a file ends with the file's last line break.
        var trimmed = text.TrimEnd('\r', '\n');
        if (ReadFields(trimmed) is not { } fields)
            return trimmed.Length > 0 ? new ProviderSecret(null, trimmed, null) : throw new CredentialException($"The secret '{name}' is empty.");

        var username = fields.GetValueOrDefault("username");
        if (fields.GetValueOrDefault("password") is { Length: > 0 } password)
            return new ProviderSecret(username, password, null);
        return new ProviderSecret(username, null, ReadClient(name, fields));
    }

    /// <summary>The kind of secret, not the secret itself.</summary>
    public override string ToString() => Client is null ? "password" : Client.ToString();

    private static OAuthClient ReadClient(string name, Dictionary<string, string> fields)
    {
        if (fields.GetValueOrDefault("client_id") is not { Length: > 0 } id || fields.GetValueOrDefault("client_secret") is not { Length: > 0 } secret)
            throw new CredentialException($"The secret '{name}' is JSON with neither 'password' nor 'client_id' and 'client_secret'.");

        var scope = fields.GetValueOrDefault("scope");
        var refreshToken = fields.GetValueOrDefault("refresh_token");
        if (fields.GetValueOrDefault("token_url") is { } url)
        {
            return Uri.TryCreate(url, UriKind.Absolute, out var address) && address.Scheme == Uri.UriSchemeHttps
                ? new OAuthClient(id, secret, address, scope, refreshToken)
                : throw new CredentialException($"The secret '{name}' has a 'token_url' that is not an https address.");
        }

        return fields.GetValueOrDefault("tenant_id") is { Length: > 0 } tenant
            ? new OAuthClient(
                id, secret, new Uri($"https://login.microsoftonline.com/{Uri.EscapeDataString(tenant)}/oauth2/v2.0/token"), scope ?? MicrosoftScope, refreshToken)
            : throw new CredentialException($"The secret '{name}' needs 'tenant_id' or 'token_url' beside 'client_id'.");
    }

    // Returns null if the text is not a JSON object, because a password may begin with a brace.
    private static Dictionary<string, string>? ReadFields(string text)
    {
        if (!text.AsSpan().TrimStart().StartsWith('{'))
            return null;

        try
        {
            using var json = JsonDocument.Parse(text);
            return json.RootElement.EnumerateObject().Where(f => f.Value.ValueKind == JsonValueKind.String)
                .GroupBy(f => f.Name, f => f.Value.GetString()!).ToDictionary(g => g.Key, g => g.Last());
        }
        catch (JsonException)
        {
            return null;
        }
    }
}

/// <summary>
/// An OAuth 2.0 client that obtains access tokens (RFC 6749). The scope is null for the server's default. The refresh token carries the consent of
/// a user; it is null for the client credentials grant.
/// </summary>
public sealed record OAuthClient(string ClientId, string ClientSecret, Uri TokenUrl, string? Scope, string? RefreshToken)
{
    /// <summary>The client, without its secrets.</summary>
    public override string ToString() => $"client {ClientId} at {TokenUrl.Host}";
}
