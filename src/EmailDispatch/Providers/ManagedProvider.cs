using Azure;

namespace EmailDispatch.Providers;

/// <summary>A provider that was added through the API, as stored.</summary>
public sealed record ManagedProvider
{
    /// <summary>Unique over all tenants.</summary>
    public required string Name { get; init; }

    /// <summary>The tenant that owns it and whose emails alone it sends; empty if the operator added it.</summary>
    public required string Tenant { get; init; }

    /// <summary>Its settings as in <c>Providers:N</c>, without the name and the secret. A list is one comma-separated value.</summary>
    public required IReadOnlyDictionary<string, string> Settings { get; init; }

    /// <summary>The name of its password in the store of this app; empty for none. Each password gets a new name.</summary>
    public string Secret { get; init; } = "";

    /// <summary>Names of replaced passwords, deleted once no instance uses them any more.</summary>
    public IReadOnlyList<string> OldSecrets { get; init; } = [];

    /// <summary>When it was last changed.</summary>
    public DateTimeOffset ChangedAt { get; init; }

    /// <summary>Since when it is drained; null if it is not.</summary>
    public DateTimeOffset? DrainedSince { get; init; }

    /// <summary>Whether it was removed. The row stays until its passwords are deleted.</summary>
    public bool IsRemoved { get; init; }

    public ETag ETag { get; init; }

    internal bool IsOfTenant => Tenant.Length > 0;

    /// <summary>Everything that decides how it is used, for detecting changes.</summary>
    internal string Text => field ??= string.Join('\n', Settings.OrderBy(s => s.Key, StringComparer.Ordinal).Select(s => $"{s.Key}={s.Value}").Append(Secret).Append(Tenant).Append($"{DrainedSince:O}"));
}
