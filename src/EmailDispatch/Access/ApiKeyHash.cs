using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.Access;

/// <summary>The SHA-256 of an API key. It needs no salt or stretching: an issued key has 256 random bits and cannot be guessed.</summary>
internal readonly struct ApiKeyHash : IEquatable<ApiKeyHash>
{
    private const string Prefix = "ed_";
    private const int KeyBytes = 32;

    private readonly byte[] _bytes;

    private ApiKeyHash(byte[] bytes) => _bytes = bytes;

    /// <summary>The key's id: a UUIDv8 (RFC 9562 section 5.8) from the first half of the hash, so both the key and its id lead to its row.</summary>
    public string Id
    {
        get
        {
            var bytes = _bytes.AsSpan(0, 16).ToArray();
            bytes[6] = (byte)(0x80 | (bytes[6] & 0x0F));
            bytes[8] = (byte)(0x80 | (bytes[8] & 0x3F));
            return new Guid(bytes, bigEndian: true).ToString("D");
        }
    }

    /// <summary>Creates a key: <c>ed_</c> and 256 random bits in base64url.</summary>
    public static string NewKey() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(KeyBytes));

    /// <summary>Whether a text has the form of <see cref="NewKey"/>. Only such keys can be in the table.</summary>
    public static bool IsIssued(string key) =>
        key.StartsWith(Prefix, StringComparison.Ordinal) && Base64Url.IsValid(key.AsSpan(Prefix.Length), out var length) && length == KeyBytes;

    public static ApiKeyHash Of(string key) => new(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    public static ApiKeyHash Parse(string digits) => new(Convert.FromHexString(digits));

    /// <summary>Compares in constant time, so the duration reveals nothing.</summary>
    public bool Equals(ApiKeyHash other) => CryptographicOperations.FixedTimeEquals(_bytes, other._bytes);

    public override bool Equals([NotNullWhen(true)] object? obj) => obj is ApiKeyHash other && Equals(other);

    public override int GetHashCode() => BitConverter.ToInt32(_bytes);

    public override string ToString() => Convert.ToHexStringLower(_bytes);
}
