using System.Globalization;
using Azure.Data.Tables;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>
/// Keys of a status row: <c>PK = {tenant}|{hour, counted down}|{shard}</c> and <c>RK</c> = the id, counted down. So a plain range read returns the newest
/// first, and an id leads to its row without an index. The shard is one hexadecimal digit.
/// </summary>
internal static class RowKeys
{
    /// <summary>The last hour that has a key: hours since 1970 have six digits until the year 2084.</summary>
    public const int LastHour = 999_999;

    public static (string Partition, string Row) Of(string tenant, EmailId id) => (Partition(tenant, id.AcceptedAt, id.Shard), id.CountedDown());

    // After the keys of all rows, which are hexadecimal, and before those of the outbox.
    private const string EndOfRows = "g";

    /// <summary>Must be added to a filter of status rows that does not limit the end of their keys.</summary>
    public static readonly string RowsOnly = TableClient.CreateQueryFilter($" and RowKey lt {EndOfRows}");

    /// <summary>The first key after those of this tenant: <c>}</c> follows <c>|</c>.</summary>
    public static string EndOf(string tenant) => tenant + "}";

    public static string StartOf(string tenant) => tenant + "|";

    public static string Partition(string tenant, DateTimeOffset at, int shard) =>
        string.Create(CultureInfo.InvariantCulture, $"{StartOfHour(tenant, at)}{shard:x}");

    /// <summary>The key prefix of an hour's partitions.</summary>
    public static string StartOfHour(string tenant, DateTimeOffset at) =>
        string.Create(CultureInfo.InvariantCulture, $"{tenant}|{LastHour - (at.ToUnixTimeSeconds() / 3600):D6}|");

    /// <summary>The first key after those of this hour.</summary>
    public static string EndOfHour(string tenant, DateTimeOffset at) => StartOfHour(tenant, at)[..^1] + "}";

    /// <summary>The start of the hour of a partition.</summary>
    public static DateTimeOffset HourOf(string partition) =>
        TimeOf(LastHour - int.Parse(partition.AsSpan(partition.IndexOf('|', StringComparison.Ordinal) + 1, 6), CultureInfo.InvariantCulture));

    /// <summary>The start of an hour, given in hours since 1970.</summary>
    public static DateTimeOffset TimeOf(int hour) => DateTimeOffset.FromUnixTimeSeconds(hour * 3600L);

    /// <summary>Filters the rows of an hour.</summary>
    public static string InHour(string tenant, DateTimeOffset at) => AllInHour(tenant, at) + RowsOnly;

    /// <summary>Filters the rows of an hour and its outbox.</summary>
    public static string AllInHour(string tenant, DateTimeOffset at) => AllBetween(StartOfHour(tenant, at), EndOfHour(tenant, at));

    /// <summary>Filters the rows between two partitions, both exclusive.</summary>
    public static string Between(string partition, string end) => AllBetween(partition, end) + RowsOnly;

    private static string AllBetween(string partition, string end) =>
        TableClient.CreateQueryFilter($"PartitionKey gt {partition} and PartitionKey lt {end}");
}
