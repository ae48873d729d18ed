using EmailDispatch.Status;

namespace EmailDispatch.Operations.Problems;

/// <summary>
/// Reads the emails that a tenant had accepted in the last <see cref="Window"/>, from the rows themselves, so the figures do not lag. Of more than
/// <see cref="MaxEmails"/> only the newest are read: in at most four pages, whatever the tenant sends.
/// </summary>
public sealed class RecentEmails(StatusStore status, TimeProvider time)
{
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(15);

    public const int MaxEmails = 1_000;

    private const int PageSize = 250;

    public async Task<RecentFigures> ReadAsync(string tenant, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var from = now - Window;
        var tally = new RecentTally(now);
        for (var query = new StatusQuery(tenant) { Since = from, Limit = PageSize }; ;)
        {
            var page = await status.ListAsync(query, cancellationToken);
            foreach (var row in page.Rows.Where(row => row.AcceptedAt >= from))
                tally.Add(row);
            if (page.Next is null || page.Rows[^1].AcceptedAt < from)
                return tally.ToFigures(from, isComplete: true);
            if (tally.Emails >= MaxEmails)
                return tally.ToFigures(tally.Oldest!.Value, isComplete: false);
            query = query with { After = page.Next.Id };
        }
    }
}
