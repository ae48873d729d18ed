using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>A request that may be repeated: whose it is, under which key, and what it says.</summary>
internal sealed record IdempotentRequest
{
    /// <summary>The longest key, in characters; the figure of the Resend API.</summary>
    public const int MaxKeyLength = 256;

    private IdempotentRequest(string tenant, string keyHash, string content) => (Tenant, KeyHash, Content) = (tenant, keyHash, content);

    public string Tenant { get; }

    /// <summary>SHA-256 of the key: any character may be in a key, but not in the key of a row.</summary>
    public string KeyHash { get; }

    /// <summary>SHA-256 of what is asked for. Two requests are the same when every byte is.</summary>
    public string Content { get; }

    public static bool IsValid(string key) => key.Length is > 0 and <= MaxKeyLength;

    /// <param name="tenant">Whose key it is; the same key of another tenant is another.</param>
    /// <param name="key">As the caller gave it.</param>
    /// <param name="kind">What tells requests with the same body apart.</param>
    /// <param name="body">The body, as it came.</param>
    public static IdempotentRequest Of(string tenant, string key, string kind, ReadOnlySpan<byte> body)
    {
        return new IdempotentRequest(tenant, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), ContentOf(kind, body));
    }

    /// <summary>SHA-256 of what is asked for.</summary>
    public static string ContentOf(string kind, ReadOnlySpan<byte> body)
    {
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content.AppendData(Encoding.UTF8.GetBytes($"{kind}\0"));
        content.AppendData(body);
        return Convert.ToHexStringLower(content.GetCurrentHash());
    }
}
