using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Operations;

/// <summary>
/// Tries many emails again, newest first, a bounded number in each request. The answer names the last one that was looked at, and the next
/// request goes on behind it: whatever happens in between, none is retried twice, for one that was is no longer in the status asked for.
/// </summary>
public sealed class BulkRetry(StatusStore status, EmailRetry retry)
{
    private const int AtOnce = 8;

    // A status that hardly any row is in, or a provider that hardly any was tried at, must not make a request endless.
    private const int MaxLookedAt = 10 * StatusStore.MaxLookedAt;

    /// <summary>Queues a part of a range again.</summary>
    public async Task<BulkRetryResult> RetryAsync(string tenant, BulkRetryRequest request, CancellationToken cancellationToken)
    {
        // From the end of the hour: within it, rows of shards that are no longer used come last.
        var end = EmailId.LowestOf(DateTimeOffset.FromUnixTimeSeconds((request.To.ToUnixTimeSeconds() / 3600 * 3600) + 3600));
        var query = new StatusQuery(tenant) { Status = request.Status, Since = request.From, Limit = StatusQuery.MaxLimit, After = request.After ?? end };
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
            if (!page.HasMore)
                return new BulkRetryResult(retried, skipped, Next: null);
            (query, lookedAt) = (query with { After = page.Next }, lookedAt + page.LookedAt);
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
        row.AcceptedAt >= request.From && row.AcceptedAt < request.To
        && (request.Provider is null
            || row.Attempts.Select(a => a.Provider).Concat(row.OmittedAttempts.Select(t => t.Provider)).Contains(request.Provider, StringComparer.OrdinalIgnoreCase))
        && (!request.Recipients.IsRestricted || row.Recipients.All(r => request.Recipients.Allow(r.Address)))
        && (request.FromDomains.Count == 0 || (EmailAddressParser.TryParse(row.From, out var from, out _) && DomainPattern.MatchesAny(request.FromDomains, from.Domain)));
}

/// <summary>What became of the wish to try many emails again.</summary>
/// <param name="Retried">How many are queued again.</param>
/// <param name="Skipped">How many could not be: the email itself is no longer kept, or something else has happened to it meanwhile.</param>
/// <param name="Next">Where to go on; null where that was all.</param>
public sealed record BulkRetryResult(int Retried, int Skipped, EmailId? Next);
