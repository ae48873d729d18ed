using System.Globalization;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Storage;

namespace EmailDispatch.Status;

/// <summary>
/// Reads a tenant's rows that are newer than a given one, nearest first (<see cref="BackwardReading{T}"/>): within an hour by the row keys of each shard,
/// beyond it by whole hours. Rows are in the order of their ids, even if the number of shards was changed.
/// </summary>
internal sealed class NewerRows(TableClient table, int shards)
{
    private const ulong MillisecondsOfHour = 3_600_000;
    private const ulong LastHour = RowKeys.LastHour;

    // An id has 48 bits of milliseconds and 80 other bits.
    private static readonly UInt128 Hour = (UInt128)MillisecondsOfHour << 80;
    private static readonly UInt128 FirstWidth = (UInt128)1_000 << 80;

    /// <summary>Returns a page of newer rows, newest first.</summary>
    public async Task<RowPage<EmailRow>> ListAsync(StatusQuery query, EmailId before, CancellationToken cancellationToken)
    {
        var end = KeyOf(before);
        if (query.Oldest is { } oldest)
            end = UInt128.Min(end, KeyOf(oldest) + 1);
        if (HourOf(~end) > LastHour)
            return new RowPage<EmailRow>([], Next: null);

        var reading = new BackwardReading<EmailRow>(query.Limit)
        {
            // From the end of the hour on, because ranges beyond one hour are whole hours.
            First = query.Until is { } until && until >= DateTimeOffset.UnixEpoch ? ~((((UInt128)(until.ToUnixTimeSeconds() / 3600) + 1) * Hour) - 1) : 0,
            StartOf = StartOf,
            Read = (start, end, most) => ReadAsync(query.Tenant, start, end, most, cancellationToken),
            Matches = query.Matches,
        };
        return await reading.BeforeAsync(end, FirstWidth);
    }

    // A range is within one hour or consists of whole hours. Keys count down, so its end is its oldest row.
    private static UInt128 StartOf(UInt128 end, UInt128 width)
    {
        var oldest = ~(end - 1);
        if (oldest % Hour != 0 || width < Hour)
            return UInt128.Max(end > width ? end - width : 0, ~((((oldest / Hour) + 1) * Hour) - 1));

        var hours = width / Hour;
        return HourOf(oldest) + hours > LastHour ? 0 : ~(oldest + (hours * Hour) - 1);
    }

    private async Task<IReadOnlyList<EmailRow>?> ReadAsync(string tenant, UInt128 start, UInt128 end, int most, CancellationToken cancellationToken)
    {
        var (oldest, newest) = (HourOf(~(end - 1)), HourOf(~start));
        var hour = RowKeys.TimeOf((int)oldest);
        var first = newest > LastHour ? RowKeys.StartOf(tenant) : RowKeys.StartOfHour(tenant, RowKeys.TimeOf((int)newest));
        var rows = oldest == newest
            ? await ReadInHourAsync(tenant, hour, start, end, most, cancellationToken)
            : await QueryAsync(RowKeys.Between(first, RowKeys.EndOfHour(tenant, hour)), most, cancellationToken);
        return rows.Count > most ? null : [.. rows.OrderBy(row => row.RowKey, StringComparer.Ordinal).Select(EmailRowEntity.FromEntity)];
    }

    /// <summary>Reads each shard in use by its own key, so that storage reads only the range, and all others, which are mostly empty, together.</summary>
    private async Task<List<TableEntity>> ReadInHourAsync(string tenant, DateTimeOffset hour, UInt128 start, UInt128 end, int most, CancellationToken cancellationToken)
    {
        var (first, last) = (start.ToString("x32", CultureInfo.InvariantCulture), end.ToString("x32", CultureInfo.InvariantCulture));
        var keys = TableClient.CreateQueryFilter($" and RowKey ge {first} and RowKey lt {last}");
        var partitions = Enumerable.Range(0, shards).Select(shard => RowKeys.Partition(tenant, hour, shard)).ToList();
        var ranges = partitions.Select(partition => TableClient.CreateQueryFilter($"PartitionKey eq {partition}"))
            .Append(RowKeys.Between(partitions[^1], RowKeys.EndOfHour(tenant, hour)));
        var rows = await Task.WhenAll(ranges.Select(range => QueryAsync(range + keys, most, cancellationToken)));
        return [.. rows.SelectMany(some => some)];
    }

    private async Task<List<TableEntity>> QueryAsync(string filter, int most, CancellationToken cancellationToken) =>
        await table.QueryAsync<TableEntity>(filter, cancellationToken: cancellationToken).Take(most + 1).ToListAsync(cancellationToken);

    private static UInt128 KeyOf(EmailId id) => UInt128.Parse(id.CountedDown(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private static UInt128 HourOf(UInt128 id) => (id >> 80) / MillisecondsOfHour;
}
