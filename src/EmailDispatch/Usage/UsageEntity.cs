using Azure.Data.Tables;

namespace EmailDispatch.Usage;

/// <summary>Maps <see cref="UsageFigures"/> to table entities. Figures that are zero have no column.</summary>
internal static class UsageEntity
{
    private const string Value = "Value";

    public static TableEntity ToEntity(string partition, string key, string value, UsageFigures figures)
    {
        var entity = new TableEntity(partition, key) { [Value] = value };
        foreach (var (column, get, _) in UsageFigures.Columns)
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
        foreach (var (column, _, set) in UsageFigures.Columns)
            set(figures, entity.GetInt64(column) ?? 0);
        return new UsageRow(UsageKeys.HourOf(entity.PartitionKey, entity.RowKey), entity.GetString(Value) ?? "", figures);
    }
}
