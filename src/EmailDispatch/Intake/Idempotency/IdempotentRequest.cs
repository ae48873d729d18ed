using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Idempotency;

/// <summary>A request that may be repeated: its tenant, its key and its content.</summary>
internal sealed record IdempotentRequest
{
    /// <summary>The longest key, in characters; the figure of the Resend API.</summary>
    public const int MaxKeyLength = 256;

    /// <summary>The name of the key in faults.</summary>
    public const string Field = "Idempotency-Key";

    private IdempotentRequest(string tenant, string keyHash, string content) => (Tenant, KeyHash, Content) = (tenant, keyHash, content);

    public string Tenant { get; }

    /// <summary>SHA-256 of the key: any character may be in a key, but not in the key of a row.</summary>
    public string KeyHash { get; }

    /// <summary>SHA-256 of what is asked for. Two requests are the same when every byte is.</summary>
    public string Content { get; }

    /// <summary>What is wrong with a key; null if nothing is.</summary>
    public static FieldError? FindFault(string key) =>
        key.Length is > 0 and <= MaxKeyLength ? null : new FieldError(Field, $"must have 1 to {MaxKeyLength} characters, not {key.Length}");

    /// <param name="tenant">Whose key it is; the same key of another tenant is another.</param>
    /// <param name="key">As the caller gave it.</param>
    /// <param name="kind">What distinguishes requests with the same body.</param>
    /// <param name="body">The body, as it came.</param>
    public static IdempotentRequest Of(string tenant, string key, string kind, ReadOnlySpan<byte> body) =>
        new(tenant, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), ContentOf(kind, body));

    /// <summary>SHA-256 of what is asked for.</summary>
    public static string ContentOf(string kind, ReadOnlySpan<byte> body)
    {
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content.AppendData(Encoding.UTF8.GetBytes($"{kind}\0"));
        content.AppendData(body);
        return Convert.ToHexStringLower(content.GetCurrentHash());
    }
}
