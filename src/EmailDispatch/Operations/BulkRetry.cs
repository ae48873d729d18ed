using EmailDispatch.Emails;
using EmailDispatch.Status;
using EmailDispatch.Storage;

namespace EmailDispatch.Operations;

/// <summary>
/// Retries many emails, newest first, a limited number per request. The result names the last email that was looked at, and the next request
/// continues after it. No email is retried twice, because a retried email no longer has the requested status.
/// </summary>
public sealed class BulkRetry(StatusStore status, EmailRetry retry)
{
    private const int AtOnce = 8;

    // Keeps a request from running forever if hardly any row has the status or provider.
    private const int MaxLookedAt = 10 * RowPage<EmailRow>.MaxLookedAt;

    public async Task<BulkRetryResult> RetryAsync(string tenant, BulkRetryRequest request, CancellationToken cancellationToken)
    {
        var query = new StatusQuery(tenant)
        {
            Status = request.Status,
            Since = request.From,
            Until = request.To,
            Tag = request.Tag,
            Filter = request.Filter,
            Limit = StatusQuery.MaxLimit,
            After = request.After,
        };
        var (retried, skipped, lookedAt) = (0, 0, 0);

        while (lookedAt < MaxLookedAt)
        {
            var page = await status.ListAsync(query, cancellationToken);
            var room = request.Limit - retried - skipped;
            var chosen = page.Rows.Where(row => IsMeant(row, request)).Take(room + 1).ToList();
            var isFull = chosen.Count > room;
            if (isFull)
                chosen.RemoveAt(room);

            var results = await RetryAsync(chosen, cancellationToken);
            retried += results.Count(r => r == RetryResult.Queued);
            skipped += results.Count(r => r != RetryResult.Queued);
            if (isFull)
                return new BulkRetryResult(retried, skipped, chosen.Count > 0 ? chosen[^1].Id : query.After);
            if (page.Next is null)
                return new BulkRetryResult(retried, skipped, Next: null);
            (query, lookedAt) = (query with { After = page.Next.Id }, lookedAt + page.LookedAt);
        }

        return new BulkRetryResult(retried, skipped, query.After);
    }

    private async Task<IReadOnlyList<RetryResult>> RetryAsync(List<EmailRow> rows, CancellationToken cancellationToken)
    {
        var results = new RetryResult[rows.Count];
        await Parallel.ForAsync(
            0,
            rows.Count,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (n, token) => results[n] = await retry.RetryAsync(rows[n].Tenant, rows[n].Id, token));
        return results;
    }

    private static bool IsMeant(EmailRow row, BulkRetryRequest request) =>
        (request.Provider is null || row.WasTriedAt(request.Provider))
        && (!request.Recipients.IsRestricted || row.Recipients.All(r => request.Recipients.Allow(r.Address)))
        && (request.FromDomains.Count == 0 || (EmailAddressParser.TryParse(row.From, out var from, out _) && DomainPattern.MatchesAny(request.FromDomains, from.Domain)));
}

/// <summary>The result of retrying many emails.</summary>
/// <param name="Retried">How many are queued again.</param>
/// <param name="Skipped">How many could not be retried because their content is no longer stored or they changed meanwhile.</param>
/// <param name="Next">Where to continue; null if the range is done.</param>
public sealed record BulkRetryResult(int Retried, int Skipped, EmailId? Next);

/// <summary>Which emails to retry.</summary>
/// <param name="Status">Their status: <c>failed</c>, <c>bounced</c>, <c>suppressed</c> or <c>unknown</c>.</param>
/// <param name="From">Accepted at this time or later.</param>
/// <param name="To">Accepted before this time.</param>
public sealed record BulkRetryRequest(EmailStatus Status, DateTimeOffset From, DateTimeOffset To)
{
    public const int DefaultLimit = 100;

    public const int MaxLimit = 1_000;

    /// <summary>Only emails that were tried at this provider.</summary>
    public string? Provider { get; init; }

    /// <summary>Only emails with this tag, as a name or <c>name:value</c>.</summary>
    public string? Tag { get; init; }

    public EmailFilter Filter { get; init; } = EmailFilter.None;

    /// <summary>Only emails sent from these domains: <c>example.com</c>, or <c>*.example.com</c> for its subdomains; empty for any.</summary>
    public IReadOnlyList<string> FromDomains { get; init; } = [];

    /// <summary>Only emails whose recipients are all allowed.</summary>
    public RecipientRules Recipients { get; init; } = RecipientRules.None;

    /// <summary>The maximum number of emails to retry or skip.</summary>
    public int Limit { get; init; } = DefaultLimit;

    /// <summary>Where the previous request ended; null for the first.</summary>
    public EmailId? After { get; init; }
}
