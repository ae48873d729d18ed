using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.Unsubscribing;

/// <summary>
/// The tenant and address to unsubscribe: <c>{tenant and address}.{HMAC-SHA256}</c>, both in base64url. It does not expire, because RFC 8058 wants links
/// in old emails to work. It cannot be created without the key, so no login is needed.
/// </summary>
public sealed record UnsubscribeToken(string Tenant, string Address)
{
    public const int MaxLength = 640;

    // Half of the hash: 128 bits cannot be guessed, and the header line must be short.
    private const int SignatureBytes = 16;

    private static readonly SearchValues<char> Alphabet = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private const char Separator = '\n';

    /// <summary>Derives the key from a secret, so that the secret can be used for other purposes too.</summary>
    public static byte[] DeriveKey(string secret) => HKDF.DeriveKey(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret), 32, info: "email-dispatch unsubscribe 1"u8.ToArray());

    /// <summary>Returns the token as text, always the same for the same key; null if it is too long.</summary>
    public string? Sign(ReadOnlySpan<byte> key)
    {
        var payload = Encoding.UTF8.GetBytes($"{Tenant}{Separator}{Address}");
        var text = $"{Base64Url.EncodeToString(payload)}.{Base64Url.EncodeToString(SignatureOf(payload, key))}";
        return text.Length <= MaxLength ? text : null;
    }

    /// <summary>Reads a token that was signed with one of the keys.</summary>
    public static bool TryParse(string? text, IEnumerable<byte[]> keys, [NotNullWhen(true)] out UnsubscribeToken? token)
    {
        token = null;
        if (text is not { Length: > 0 and <= MaxLength })
            return false;

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot < 1 || !TryDecode(text.AsSpan(0, dot), out var payload) || !TryDecode(text.AsSpan(dot + 1), out var signature))
            return false;
        if (!keys.Aggregate(false, (any, key) => any | CryptographicOperations.FixedTimeEquals(signature, SignatureOf(payload, key))))
            return false;

        var parts = Encoding.UTF8.GetString(payload).Split(Separator, 2);
        token = parts is [var tenant, var address] ? new UnsubscribeToken(tenant, address) : null;
        return token is not null;
    }

    private static byte[] SignatureOf(ReadOnlySpan<byte> payload, ReadOnlySpan<byte> key) => HMACSHA256.HashData(key, payload)[..SignatureBytes];

    private static bool TryDecode(ReadOnlySpan<char> text, out byte[] bytes)
    {
        bytes = [];
        // The decoder would accept white space and padding too, but a token has exactly one text.
        if (text.ContainsAnyExcept(Alphabet) || !Base64Url.IsValid(text))
            return false;
        bytes = Base64Url.DecodeFromChars(text);
        return true;
    }
}
