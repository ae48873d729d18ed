using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>Selects a tenant's rows to list, newest first.</summary>
public sealed record StatusQuery(string Tenant)
{
    public const int DefaultLimit = 20;

    public const int MaxLimit = 100;

    /// <summary>Only rows older than this one; null to start with the newest.</summary>
    public EmailId? After { get; init; }

    /// <summary>Only rows newer than this one, nearest first; null for no limit. Cannot be combined with <see cref="After"/>.</summary>
    public EmailId? Before { get; init; }

    /// <summary>Only emails accepted at this time or later; null for no limit.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>Only emails accepted before this time; null for no limit.</summary>
    public DateTimeOffset? Until { get; init; }

    public int Limit { get; init; } = DefaultLimit;

    public EmailStatus? Status { get; init; }

    /// <summary>Only emails that were tried at this provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Only emails to this addr-spec, ignoring case.</summary>
    public string? To { get; init; }

    /// <summary>Only emails with this tag, as a name or <c>name:value</c>.</summary>
    public string? Tag { get; init; }

    public EmailFilter Filter { get; init; } = EmailFilter.None;

    /// <summary>Whether some rows are excluded. Storage is not asked to filter, because it would read on without end if nothing matches.</summary>
    internal bool IsFiltered =>
        Status is not null || Provider is not null || To is not null || Tag is not null || Until is not null || !Filter.IsEmpty;

    /// <summary>The key of the oldest row that may match; null if there is none.</summary>
    internal EmailId? Oldest => Since > DateTimeOffset.UnixEpoch ? EmailId.LowestOf(Since.Value) : null;

    /// <summary>This query, starting where its range does if it would start in a later hour. Within an hour, rows of unused shards come last.</summary>
    internal StatusQuery Started() =>
        Until is { } until && !(After?.AcceptedAt.ToUnixTimeSeconds() / 3600 <= until.ToUnixTimeSeconds() / 3600)
            ? this with { After = EmailId.LowestOf(until > DateTimeOffset.UnixEpoch ? until.AddMilliseconds(1) : DateTimeOffset.UnixEpoch) }
            : this;

    internal bool Matches(EmailRow row) =>
        (Status is null || row.Status == Status)
        && (Provider is null || row.WasTriedAt(Provider))
        && (To is null || row.Recipients.Any(r => (Filter.IncludesBcc || r.Kind != RecipientKind.Bcc) && r.Address.Equals(To, StringComparison.OrdinalIgnoreCase)))
        && (Tag is null || row.Tags.Any(t => t.Name == Tag || $"{t.Name}:{t.Value}" == Tag))
        && !(row.AcceptedAt < Since)
        && !(row.AcceptedAt >= Until)
        && Filter.Matches(row);
}
