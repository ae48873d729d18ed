using EmailDispatch.Naming;

namespace EmailDispatch.Domains.Signing;

/// <summary>A DKIM key of a domain that was made here. The private key is in the key store; what is here may be shown.</summary>
public sealed record OwnKey
{
    /// <summary>Its selector, which no other key ever has.</summary>
    public required string Selector { get; init; }

    /// <summary>For which signatures.</summary>
    public required DkimAlgorithm Algorithm { get; init; }

    /// <summary>The public key as the record has it, base64.</summary>
    public required string PublicKey { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its record was first seen; null if it never was.</summary>
    public DateTimeOffset? PublishedAt { get; init; }

    /// <summary>Whether its record was there when DNS last answered.</summary>
    public bool IsPublished { get; init; }

    /// <summary>Since when a newer key signs in its place; null while none does.</summary>
    public DateTimeOffset? ReplacedAt { get; init; }

    /// <summary>The name of its record below the domain.</summary>
    public string RecordName => $"{Selector}._domainkey";

    /// <summary>The record to publish (RFC 6376 section 3.6.1).</summary>
    public string Record => $"v=DKIM1; k={Algorithm.ToName()}; p={PublicKey}";

    /// <summary>The name of its private key in the key store.</summary>
    internal string SecretName(string domainId) => $"dkim-{domainId}-{Selector}";
}
