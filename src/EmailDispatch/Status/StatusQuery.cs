using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>Which rows of a tenant to list, newest first.</summary>
/// <param name="Tenant">Whose.</param>
public sealed record StatusQuery(string Tenant)
{
    /// <summary>The default number of rows of a page.</summary>
    public const int DefaultLimit = 20;

    /// <summary>The largest number of rows of a page.</summary>
    public const int MaxLimit = 100;

    /// <summary>Only rows older than this one; null from the newest.</summary>
    public EmailId? After { get; init; }

    /// <summary>Only rows newer than this one, those nearest to it; null for the newest of all. Not together with <see cref="After"/> or <see cref="Since"/>.</summary>
    public EmailId? Before { get; init; }

    /// <summary>Only rows of the hour that this time is in, and of later ones; null to the oldest.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>How many at most.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Only emails in this status.</summary>
    public EmailStatus? Status { get; init; }

    /// <summary>Only emails that this provider took last.</summary>
    public string? Provider { get; init; }

    /// <summary>Only emails with this recipient (an addr-spec, the case of letters ignored), bcc aside.</summary>
    public string? To { get; init; }

    /// <summary>Only emails with this tag, a name or <c>name:value</c>.</summary>
    public string? Tag { get; init; }

    /// <summary>Whether not all rows are wanted. Storage is not asked to choose: it would read on without end where it finds none.</summary>
    internal bool IsFiltered => Status is not null || Provider is not null || To is not null || Tag is not null;

    internal bool Matches(EmailRow row) =>
        (Status is null || row.Status == Status)
        && (Provider is null || row.Provider == Provider)
        && (To is null || row.Recipients.Any(r => r.Kind != RecipientKind.Bcc && r.Address.Equals(To, StringComparison.OrdinalIgnoreCase)))
        && (Tag is null || row.Tags.Any(t => t.Name == Tag || $"{t.Name}:{t.Value}" == Tag));
}
