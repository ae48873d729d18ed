using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Domains;

/// <summary>A record that a domain should have.</summary>
public sealed record ExpectedRecord
{
    /// <summary>What it is for.</summary>
    public required RecordPurpose Purpose { get; init; }

    /// <summary>Its type in DNS: <c>TXT</c>, <c>CNAME</c> or <c>MX</c>.</summary>
    public required string Type { get; init; }

    /// <summary>Its name below the domain, as DNS consoles want it: <c>@</c> for the domain itself.</summary>
    public required string Name { get; init; }

    /// <summary>Its whole name.</summary>
    public required string Host { get; init; }

    /// <summary>What to publish; null where only the service tells.</summary>
    public string? Value { get; init; }

    /// <summary>The preference of a mail exchange.</summary>
    public int? Priority { get; init; }

    /// <summary>The providers that need it, by name; empty where it is for all.</summary>
    public IReadOnlyList<string> Providers { get; init; } = [];

    /// <summary>Whether the domain is verified only with it.</summary>
    public bool IsRequired { get; init; } = true;

    /// <summary>What an SPF record has to include.</summary>
    internal IReadOnlyList<string> Includes { get; init; } = [];

    /// <summary>The key of ours that it publishes; null where it is of something else.</summary>
    internal OwnKey? OwnKey { get; init; }

    /// <summary>What tells it from the other records of the domain.</summary>
    public string Key => $"{Purpose}|{Type}|{Name}";
}

/// <summary>What a record is for.</summary>
public enum RecordPurpose
{
    /// <summary>Which servers may send.</summary>
    Spf,

    /// <summary>The key of signatures.</summary>
    Dkim,

    /// <summary>What receivers do with what is neither.</summary>
    Dmarc,

    /// <summary>Where bounces go.</summary>
    ReturnPath,
}
