using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Azure.Data.Tables;
using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>
/// Converts between <see cref="OutboxEntry"/> and its entity, which is in the partition of the status row so that both are written in one transaction.
/// <c>RK = outbox|{key of the row}|{order}</c> sorts after the keys of all status rows.
/// </summary>
internal static class OutboxRow
{
    public const string Prefix = "outbox|";

    // A string property holds 32 Ki UTF-16 code units.
    private const int MaxJsonLength = 30_000;
    private const int ShortReason = 100;

    public static string KeyOf(EmailId id, long order) => string.Create(CultureInfo.InvariantCulture, $"{PrefixOf(id)}{order:x16}");

    /// <summary>The key prefix of an email's entries.</summary>
    public static string PrefixOf(EmailId id) => $"{Prefix}{id.CountedDown()}|";

    public static TableEntity ToEntity(OutboxEntry entry)
    {
        var entity = new TableEntity(RowKeys.Of(entry.Tenant, entry.Id).Partition, KeyOf(entry.Id, entry.Order))
        {
            ["From"] = entry.From,
            ["Subject"] = entry.Subject,
            ["Events"] = WriteEvents(entry.Events),
            ["Previous"] = entry.Previous,
        };
        if (entry.GivenId is { } givenId)
            entity["GivenId"] = givenId;
        if (entry.Tags.Count > 0)
            entity["Tags"] = JsonSerializer.Serialize([.. entry.Tags], StatusJson.Relaxed.ListTag);
        if (entry.ScheduledAt is { } scheduledAt)
            entity["ScheduledAt"] = scheduledAt;
        return entity;
    }

    public static OutboxEntry FromEntity(TableEntity entity)
    {
        var key = entity.RowKey.Split('|');
        return new OutboxEntry
        {
            Tenant = entity.PartitionKey[..entity.PartitionKey.IndexOf('|', StringComparison.Ordinal)],
            Id = EmailId.FromCountedDown(key[1]),
            Order = long.Parse(key[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
            Previous = entity.GetInt64("Previous") ?? EmailRow.UnknownEvent,
            GivenId = entity.GetGuid("GivenId"),
            From = entity.GetString("From") ?? "",
            Subject = entity.GetString("Subject") ?? "",
            Tags = Read(entity, "Tags", StatusJson.Relaxed.ListTag),
            ScheduledAt = entity.GetDateTimeOffset("ScheduledAt"),
            Events = Read(entity, "Events", StatusJson.Relaxed.ListEmailEvent),
            WrittenAt = entity.Timestamp,
        };
    }

    // Fifty recipients with long replies do not fit, but their addresses always do.
    private static string WriteEvents(IReadOnlyList<EmailEvent> events)
    {
        var json = JsonSerializer.Serialize([.. events], StatusJson.Relaxed.ListEmailEvent);
        if (json.Length > MaxJsonLength)
            json = JsonSerializer.Serialize([.. events.Select(e => e with { Reason = e.Reason is { Length: > ShortReason } reason ? reason[..ShortReason] : e.Reason })], StatusJson.Relaxed.ListEmailEvent);
        return json.Length <= MaxJsonLength ? json : JsonSerializer.Serialize([.. events.Select(e => e with { Reason = null })], StatusJson.Relaxed.ListEmailEvent);
    }

    private static List<T> Read<T>(TableEntity entity, string column, JsonTypeInfo<List<T>> type) =>
        entity.GetString(column) is { } json ? JsonSerializer.Deserialize(json, type) ?? [] : [];
}
