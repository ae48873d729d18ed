using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

/// <summary>A DNS record that a domain should have.</summary>
public sealed record ExpectedRecord
{
    public required RecordPurpose Purpose { get; init; }

    /// <summary>The record type: <c>TXT</c>, <c>CNAME</c> or <c>MX</c>.</summary>
    public required string Type { get; init; }

    /// <summary>The name relative to the domain, as DNS consoles expect it: <c>@</c> for the domain itself.</summary>
    public required string Name { get; init; }

    public required string Host { get; init; }

    /// <summary>The value to publish; null if only the service can tell it.</summary>
    public string? Value { get; init; }

    /// <summary>The preference of an MX record.</summary>
    public int? Priority { get; init; }

    /// <summary>The names of the providers that need it; empty if it does not depend on the provider.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Whether the domain is verified only with this record.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>The domains that an SPF record must include.</summary>
    internal IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>The key created here that the record publishes; null for other records.</summary>
    internal OwnKey? OwnKey { get; init; }

    /// <summary>Identifies the record among those of the domain.</summary>
    public string Key => $"{Purpose}|{Type}|{Name}";
}

public enum RecordPurpose
{
    Spf,

    Dkim,

    /// <summary>What receivers do with email that passes neither SPF nor DKIM.</summary>
    Dmarc,

    /// <summary>The domain to which bounces are returned.</summary>
    ReturnPath,

    /// <summary>The logo that mail programs may show beside emails.</summary>
    Bimi,
}
