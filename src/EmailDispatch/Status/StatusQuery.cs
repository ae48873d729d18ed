using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>Selects a tenant's rows to list, newest first.</summary>
public sealed record StatusQuery(string Tenant)
{
    public const int DefaultLimit = 20;

    public const int MaxLimit = 100;

    /// <summary>Only rows older than this one; null to start with the newest.</summary>
    public EmailId? After { get; init; }

    /// <summary>Only rows newer than this one, nearest first; null for no limit. Cannot be combined with <see cref="After"/> or <see cref="Since"/>.</summary>
    public EmailId? Before { get; init; }

    /// <summary>Only rows from the hour of this time on; null for no limit.</summary>
    public DateTimeOffset? Since { get; init; }

    public int Limit { get; init; } = DefaultLimit;

    public EmailStatus? Status { get; init; }

    /// <summary>Only emails that this provider accepted last.</summary>
    public string? Provider { get; init; }

    /// <summary>Only emails to this addr-spec, ignoring case and bcc recipients.</summary>
    public string? To { get; init; }

    /// <summary>Only emails with this tag, as a name or <c>name:value</c>.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether some rows are excluded. Storage is not asked to filter, because it would read on without end if nothing matches.</summary>
    internal bool IsFiltered => Status is not null || Provider is not null || To is not null || Tag is not null;

    internal bool Matches(EmailRow row) =>
        (Status is null || row.Status == Status)
        && (Provider is null || row.Provider == Provider)
        && (To is null || row.Recipients.Any(r => r.Kind != RecipientKind.Bcc && r.Address.Equals(To, StringComparison.OrdinalIgnoreCase)))
        && (Tag is null || row.Tags.Any(t => t.Name == Tag || $"{t.Name}:{t.Value}" == Tag));
}
