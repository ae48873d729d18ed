using Azure.Data.Tables;

namespace EmailDispatch.Usage;

/// <summary>Between <see cref="UsageFigures"/> and the entity that storage keeps. A figure that is zero has no column.</summary>
internal static class UsageEntity
{
    private const string Value = "Value";

    private static readonly (string Column, Func<UsageFigures, long> Get, Action<UsageFigures, long> Set)[] Columns =
    [
        (nameof(UsageFigures.Accepted), f => f.Accepted, (f, n) => f.Accepted = n),
        (nameof(UsageFigures.Sent), f => f.Sent, (f, n) => f.Sent = n),
        (nameof(UsageFigures.Bounced), f => f.Bounced, (f, n) => f.Bounced = n),
        (nameof(UsageFigures.Failed), f => f.Failed, (f, n) => f.Failed = n),
        (nameof(UsageFigures.Deferred), f => f.Deferred, (f, n) => f.Deferred = n),
        (nameof(UsageFigures.Unknown), f => f.Unknown, (f, n) => f.Unknown = n),
        (nameof(UsageFigures.Suppressed), f => f.Suppressed, (f, n) => f.Suppressed = n),
        (nameof(UsageFigures.Canceled), f => f.Canceled, (f, n) => f.Canceled = n),
        (nameof(UsageFigures.Rejected), f => f.Rejected, (f, n) => f.Rejected = n),
        (nameof(UsageFigures.Scheduled), f => f.Scheduled, (f, n) => f.Scheduled = n),
        (nameof(UsageFigures.Queued), f => f.Queued, (f, n) => f.Queued = n),
        (nameof(UsageFigures.Attempts), f => f.Attempts, (f, n) => f.Attempts = n),
        (nameof(UsageFigures.Failovers), f => f.Failovers, (f, n) => f.Failovers = n),
        (nameof(UsageFigures.Bytes), f => f.Bytes, (f, n) => f.Bytes = n),
    ];

    public static TableEntity ToEntity(string partition, string key, string value, UsageFigures figures)
    {
        var entity = new TableEntity(partition, key) { [Value] = value };
        foreach (var (column, get, _) in Columns)
        {
            if (get(figures) is not 0 and var number)
                entity[column] = number;
        }

        if (figures.Latency.Count > 0)
            entity[nameof(UsageFigures.Latency)] = figures.Latency.ToString();
        return entity;
    }

    public static UsageRow FromEntity(TableEntity entity)
    {
        var figures = new UsageFigures { Latency = LatencyHistogram.Parse(entity.GetString(nameof(UsageFigures.Latency)) ?? "") };
        foreach (var (column, _, set) in Columns)
            set(figures, entity.GetInt64(column) ?? 0);
        return new UsageRow(UsageKeys.HourOf(entity.PartitionKey, entity.RowKey), entity.GetString(Value) ?? "", figures);
    }
}
