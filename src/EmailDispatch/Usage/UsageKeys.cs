using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Naming;

namespace EmailDispatch.Usage;

/// <summary>
/// Keys of the table <c>Usage</c>: <c>PK = {tenant}|{yyyyMM}</c>, <c>RK = {dimension}|{ddHH}|{value}</c>. A range of one dimension is one contiguous
/// read per month, and all rows of an hour share a partition with the guard row, <c>hour|{ddHH}</c>, so one transaction can change both.
/// </summary>
internal static class UsageKeys
{
    // A key has at most 1 KiB, which is 512 characters.
    private const int MaxValueLength = 400;
    private const int HashLength = 32;

    public static string Partition(string tenant, DateTimeOffset at) => string.Create(CultureInfo.InvariantCulture, $"{tenant}|{at.UtcDateTime:yyyyMM}");

    /// <summary>The row key of an hour's guard.</summary>
    public static string Guard(DateTimeOffset hour) => string.Create(CultureInfo.InvariantCulture, $"hour|{hour.UtcDateTime:ddHH}");

    public static string Row(UsageDimension dimension, DateTimeOffset hour, string value) => StartOf(dimension, hour) + Escape(value);

    /// <summary>The prefix of an hour's row keys.</summary>
    public static string StartOf(UsageDimension dimension, DateTimeOffset hour) =>
        string.Create(CultureInfo.InvariantCulture, $"{dimension.ToName()}|{hour.UtcDateTime:ddHH}|");

    /// <summary>The first key after the hour: <c>}</c> follows <c>|</c>.</summary>
    public static string EndOf(UsageDimension dimension, DateTimeOffset hour) => StartOf(dimension, hour)[..^1] + "}";

    public static DateTimeOffset HourOf(string partition, string row)
    {
        var month = partition.AsSpan(partition.LastIndexOf('|') + 1);
        var hour = row.AsSpan(row.IndexOf('|', StringComparison.Ordinal) + 1, 4);
        return DateTimeOffset.ParseExact($"{month}{hour}", "yyyyMMddHH", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
    }

    // Keys must not contain / \ # ? or control characters. The unescaped value is in a column.
    private static string Escape(string value)
    {
        var key = new StringBuilder(value.Length);
        foreach (var c in value)
        {
            if (c is '/' or '\\' or '#' or '?' or '%' or '~' || char.IsControl(c))
                key.Append(CultureInfo.InvariantCulture, $"~{(int)c:X2}");
            else
                key.Append(c);
        }

        return key.Length <= MaxValueLength
            ? key.ToString()
            : $"{key.ToString(0, MaxValueLength - HashLength - 1)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))[..HashLength]}";
    }
}
