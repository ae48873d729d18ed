using System.Net;

namespace EmailDispatch.Access;

/// <summary>Why a key is refused, in the same words over HTTP and SMTP.</summary>
public static class KeyRefusals
{
    public const string Unknown = "Unknown API key. It may have been revoked or belong to another deployment.";

    public const string Unreadable = "The API key cannot be checked now, because the vault does not answer; nothing was accepted. Try again.";

    public static string OfAddress(IPAddress? address) => $"This API key may not be used from the IP address {address?.ToString() ?? "of this request, which is unknown"}.";

    public static string OfRate(ApiKey key) => $"This API key is limited to {key.RatePerSecond} requests per second.";

    public static string OfScope(ApiKey key, Scopes scope) => $"This needs an API key with the scope {scope.ToNames()[0]}; this key has {string.Join(", ", key.Scopes.ToNames())}.";
}
