using EmailDispatch.Naming;

namespace EmailDispatch.Domains.Signing;

/// <summary>A DKIM key that was created here. The private key is in the key store; everything in this record is public.</summary>
public sealed record OwnKey
{
    /// <summary>The selector; never reused for another key.</summary>
    public required string Selector { get; init; }

    public required DkimAlgorithm Algorithm { get; init; }

    /// <summary>The public key as published in the record, in base64.</summary>
    public required string PublicKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the record was first seen; null if never.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Whether the record existed when DNS last answered.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Since when a newer key signs instead; null if none does.</summary>
    public DateTimeOffset? ReplacedAt { get; init; }

    public string RecordName => $"{Selector}._domainkey";

    /// <summary>The record to publish (RFC 6376 section 3.6.1).</summary>
    public string Record => $"v=DKIM1; k={Algorithm.ToName()}; p={PublicKey}";

    internal string SecretName(string domainId) => $"dkim-{domainId}-{Selector}";
}
