using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Suppressions;

/// <summary>
/// Replaces addresses by hashes that cannot be reversed without the deployment's secret (HMAC-SHA256), not even by trying all known addresses. They differ
/// between tenants.
/// </summary>
public sealed partial class AddressHashes
{
    /// <summary>The name of the secret: at least 32 random characters. With another value, hashes made earlier no longer match.</summary>
    public const string SecretName = "recipient-salt";

    private const int MinSecretLength = 32;
    private const int ShownDigits = 32;
    private const string Prefix = "erased-";

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdef");

    private static readonly TimeSpan Lifetime = TimeSpan.FromHours(1);

    private readonly RefreshedValue<byte[]> _key;

    public AddressHashes(ISecretSource source, TimeProvider time, ILogger<AddressHashes> logger) =>
        _key = new RefreshedValue<byte[]>(SecretName, token => ReadAsync(source, time, token), fault => Log.Kept(logger, SecretName, fault.Message), time);

    /// <summary>Returns the hash of an address in a tenant: 64 hexadecimal digits, the same for all spellings of the address.</summary>
    /// <exception cref="CredentialException">The secret cannot be read.</exception>
    public async ValueTask<string> OfAsync(string tenant, string address, CancellationToken cancellationToken)
    {
        var key = await _key.GetAsync(cancellationToken);
        return Convert.ToHexStringLower(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{tenant}\n{SuppressionKey.Normalise(address)}")));
    }

    /// <summary>Returns what stands in place of an erased address. The domain stays, because figures are counted by it.</summary>
    public static string Shown(string hash, string address) => $"{Prefix}{hash[..ShownDigits]}@{new EmailAddress(address).AsciiDomain.ToLowerInvariant()}";

    /// <summary>Whether an address stands in place of an erased one.</summary>
    public static bool IsErased(string address) =>
        address.StartsWith(Prefix, StringComparison.Ordinal) && address.IndexOf('@', StringComparison.Ordinal) == Prefix.Length + ShownDigits
        && address.AsSpan(Prefix.Length, ShownDigits).IndexOfAnyExcept(Digits) < 0;

    private static async Task<CachedValue<byte[]>> ReadAsync(ISecretSource source, TimeProvider time, CancellationToken cancellationToken)
    {
        var secret = (await source.ReadAsync(SecretName, cancellationToken)).Trim();
        if (secret.Length < MinSecretLength)
            throw new CredentialException($"The secret '{SecretName}' must have at least {MinSecretLength} characters.");
        return new CachedValue<byte[]>(Encoding.UTF8.GetBytes(secret), time.GetUtcNow() + Lifetime, DateTimeOffset.MaxValue);
    }

    private static partial class Log
    {
        [LoggerMessage(5002, LogLevel.Warning, "The secret {Secret} could not be refreshed; the cached one stays in use: {Fault}")]
        public static partial void Kept(ILogger logger, string secret, string fault);
    }
}
