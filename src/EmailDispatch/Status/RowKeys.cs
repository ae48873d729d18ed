using System.Globalization;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>
/// Keys of a status row: <c>PK = {tenant}|{hour, counted down}|{shard}</c> and <c>RK</c> = the id, counted down, so that a plain
/// range read is newest first and an id alone tells where its row is.
/// </summary>
internal static class RowKeys
{
    // Hours since 1970 have six digits until the year 2084.
    private const int LastHour = 999_999;

    public static (string Partition, string Row) Of(string tenant, EmailId id) => (Partition(tenant, id.AcceptedAt), id.CountedDown());

    /// <summary>The first key that is no longer of this tenant: <c>}</c> follows <c>|</c>.</summary>
    public static string EndOf(string tenant) => tenant + "}";

    public static string StartOf(string tenant) => tenant + "|";

    private static string Partition(string tenant, DateTimeOffset acceptedAt)
    {
        var hour = acceptedAt.ToUnixTimeSeconds() / 3600;
        return string.Create(CultureInfo.InvariantCulture, $"{tenant}|{LastHour - hour:D6}|0");
    }
}
