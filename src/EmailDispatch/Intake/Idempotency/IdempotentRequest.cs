using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Intake.Idempotency;

internal sealed record IdempotentRequest
{
    /// <summary>The maximum length of a key in characters, the same as in the Resend API.</summary>
    public const int MaxKeyLength = 256;

    public const string Field = "Idempotency-Key";

    private static readonly TimeSpan RepeatLifetime = TimeSpan.FromHours(1);

    private IdempotentRequest(string tenant, string keyHash, string content) => (Tenant, KeyHash, Content) = (tenant, keyHash, content);

    public string Tenant { get; }

    /// <summary>SHA-256 of the key, because a key may contain characters that a row key may not.</summary>
    public string KeyHash { get; }

    /// <summary>SHA-256 of the kind and the body. Two requests are the same if every byte is.</summary>
    public string Content { get; }

    /// <summary>
    /// Whether the answer is kept for repeats, by a second write. Without it a repeat waits for the lease, accepts the same ids again, which changes
    /// nothing, and gets the answer from their rows. Default: true.
    /// </summary>
    public bool KeepsAnswer { get; init; } = true;

    /// <summary>How long it counts. A repeat that is told from the message alone comes soon; the same message later may be meant.</summary>
    public TimeSpan Lifetime => KeepsAnswer ? IdempotencyKeys.Lifetime : RepeatLifetime;

    /// <summary>Returns the fault of a key; null if it is valid.</summary>
    public static FieldError? FindFault(string key) =>
        key.Length is > 0 and <= MaxKeyLength ? null : new FieldError(Field, $"must have 1 to {MaxKeyLength} characters, not {key.Length}");

    /// <summary>Creates a request. Keys belong to a tenant; <paramref name="kind"/> distinguishes requests with the same body.</summary>
    public static IdempotentRequest Of(string tenant, string key, string kind, ReadOnlySpan<byte> body) =>
        new(tenant, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key))), ContentOf(kind, body));

    public static string ContentOf(string kind, ReadOnlySpan<byte> body)
    {
        using var content = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        content.AppendData(Encoding.UTF8.GetBytes($"{kind}\0"));
        content.AppendData(body);
        return Convert.ToHexStringLower(content.GetCurrentHash());
    }
}
