using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Endpoints;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Webhooks;

/// <summary>
/// The signing secrets of endpoints. They are not stored but derived from one key (HKDF, RFC 5869) by tenant, endpoint id and number of rotations, in the
/// form of Standard Webhooks: <c>whsec_</c> and 32 bytes in base64.
/// </summary>
public sealed partial class SigningSecrets
{
    private const int KeyBytes = 32;
    private const int MinRootLength = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private readonly RefreshedValue<byte[]> _root;
    private readonly TimeProvider _time;

    public SigningSecrets(ISecretSource source, IOptions<WebhookOptions> options, TimeProvider time, ILogger<SigningSecrets> logger)
    {
        var name = options.Value.SigningKeySecret;
        _time = time;
        _root = new RefreshedValue<byte[]>(name, token => ReadAsync(source, name, token), fault => Log.Kept(logger, name, fault.Message), time);
    }

    /// <summary>Returns the current secret of an endpoint.</summary>
    /// <exception cref="CredentialException">The key cannot be read.</exception>
    public async ValueTask<string> OfAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken) =>
        Derive(await _root.GetAsync(cancellationToken), endpoint, endpoint.Rotations);

    /// <summary>Returns the secrets to sign with: the current one, and for <see cref="WebhookEndpoint.Overlap"/> after a rotation also the previous one.</summary>
    /// <exception cref="CredentialException">The key cannot be read.</exception>
    internal async ValueTask<IReadOnlyList<string>> AllOfAsync(WebhookEndpoint endpoint, CancellationToken cancellationToken)
    {
        var root = await _root.GetAsync(cancellationToken);
        var current = Derive(root, endpoint, endpoint.Rotations);
        return endpoint.RotatedAt + WebhookEndpoint.Overlap > _time.GetUtcNow() ? [current, Derive(root, endpoint, endpoint.Rotations - 1)] : [current];
    }

    private static string Derive(byte[] root, WebhookEndpoint endpoint, int rotation)
    {
        var info = Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"webhook|{endpoint.Tenant}|{endpoint.Id}|{rotation}"));
        return "whsec_" + Convert.ToBase64String(HKDF.DeriveKey(HashAlgorithmName.SHA256, root, KeyBytes, salt: null, info));
    }

    private async Task<CachedValue<byte[]>> ReadAsync(ISecretSource source, string name, CancellationToken cancellationToken)
    {
        var value = (await source.ReadAsync(name, cancellationToken)).Trim();
        if (value.Length < MinRootLength)
            throw new CredentialException($"The secret '{name}' must have at least {MinRootLength} characters.");
        return new CachedValue<byte[]>(Encoding.UTF8.GetBytes(value), _time.GetUtcNow() + Lifetime, DateTimeOffset.MaxValue);
    }

    private static partial class Log
    {
        [LoggerMessage(5501, LogLevel.Warning, "The signing key {Secret} of webhooks could not be refreshed; the cached one stays in use: {Fault}")]
        public static partial void Kept(ILogger logger, string secret, string fault);
    }
}
