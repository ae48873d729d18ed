using EmailDispatch.Status;
using EmailDispatch.Suppressions;
using EmailDispatch.Webhooks;

namespace EmailDispatch.PersonalData;

/// <summary>Returns everything that a tenant's tables hold about an address.</summary>
public sealed class RecipientExport(TenantScan scan, SuppressionList suppressions)
{
    // Azure answers a thousand rows in about 50 ms.
    private const int MaxLookedAt = 20_000;

    /// <summary>Reads a page of at most this many emails and events.</summary>
    public async Task<ExportPage> ReadAsync(string tenant, string address, ScanPosition after, int limit, CancellationToken cancellationToken)
    {
        // Nothing is replaced, so the hash does not matter.
        var wanted = new ErasedAddress(address, new string('0', 64));
        var (emails, events, lookedAt) = (new List<EmailRow>(), new List<LoggedEvent>(), 0);
        await foreach (var (position, row) in scan.ReadAsync(tenant, after, cancellationToken))
        {
            // The list is searched by its key instead.
            if (position.Step == ScanStep.Suppressions)
                break;
            if (position.Step == ScanStep.Emails && !row.RowKey.StartsWith(OutboxRow.Prefix, StringComparison.Ordinal) && EmailRowEntity.FromEntity(row) is var email && wanted.IsPartyOf(email))
                emails.Add(email);
            if (position.Step == ScanStep.Events && row.RowKey.StartsWith(LogRows.Events, StringComparison.Ordinal) && wanted.IsInJson(row.GetString("Payload")))
                events.Add(LogRows.ToEvent(row));
            if (emails.Count + events.Count == limit || ++lookedAt == MaxLookedAt)
                return new ExportPage(emails, events, Suppression: null, position);
        }

        return new ExportPage(emails, events, await suppressions.ReadAsync(tenant, address, cancellationToken), Next: null);
    }
}

/// <summary>A page of what is stored about an address; the next one begins after <paramref name="Next"/>, which is null at the end.</summary>
public sealed record ExportPage(IReadOnlyList<EmailRow> Emails, IReadOnlyList<LoggedEvent> Events, Suppression? Suppression, ScanPosition? Next);
