using System.Globalization;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Naming;

namespace EmailDispatch.Webhooks;

/// <summary>
/// The rows of an endpoint's log besides the state, all in its partition:
/// <list type="bullet">
/// <item><c>event|{sequence, counted down}</c>: an event, newest first;</item>
/// <item><c>id|{event id}</c>: its sequence number, inserted with the event so that no event is logged twice;</item>
/// <item><c>try|{sequence, counted down}|{time, counted down}</c>: an attempt;</item>
/// <item><c>wait|{sequence}</c>: the event waits for a retry, or behind one that does.</item>
/// </list>
/// </summary>
internal static class LogRows
{
    public const string Events = "event|";
    public const string Ids = "id|";
    public const string Waits = "wait|";
    private const string Tries = "try|";

    public static string EventKey(long sequence) => Events + CountedDown(sequence);

    public static string IdKey(string id) => Ids + id;

    public static string WaitKey(long sequence) => string.Create(CultureInfo.InvariantCulture, $"{Waits}{sequence:x16}");

    public static string TryPrefix(long sequence) => $"{Tries}{CountedDown(sequence)}|";

    public static TableEntity ToEntity(string partition, LoggedEvent told) => new(partition, EventKey(told.Sequence))
    {
        ["Id"] = told.Id,
        ["Type"] = told.Type,
        ["Subject"] = told.Subject,
        ["At"] = told.At,
        ["Payload"] = told.Payload,
        ["Status"] = told.Status.ToName(),
    };

    public static TableEntity ToIdEntity(string partition, LoggedEvent told) => new(partition, IdKey(told.Id)) { ["Sequence"] = told.Sequence };

    /// <summary>Only what an attempt changes.</summary>
    public static TableEntity ToOutcome(string partition, long sequence, WebhookEventStatus status, int? code, DateTimeOffset? nextAt) => new(partition, EventKey(sequence))
    {
        ["Status"] = status.ToName(),
        ["LastCode"] = code ?? 0,
        ["NextAt"] = nextAt ?? DateTimeOffset.UnixEpoch,
    };

    public static TableEntity ToEntity(string partition, long sequence, WebhookAttempt attempt) => new(partition, TryPrefix(sequence) + CountedDown(attempt.At.UtcTicks))
    {
        ["At"] = attempt.At,
        ["Code"] = attempt.Code,
        ["Answer"] = attempt.Answer,
        ["Milliseconds"] = attempt.Milliseconds,
    };

    public static LoggedEvent ToEvent(TableEntity row) => new(
        row.GetString("Id") ?? "", row.GetString("Type") ?? "", row.GetString("Subject") ?? "", row.GetDateTimeOffset("At") ?? default, row.GetString("Payload") ?? "{}")
    {
        Sequence = long.MaxValue - long.Parse(row.RowKey.AsSpan(Events.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        Status = EnumNames.Find<WebhookEventStatus>(row.GetString("Status")) ?? WebhookEventStatus.Pending,
        LastCode = row.GetInt32("LastCode") is > 0 and var code ? code : null,
        NextAttemptAt = row.GetDateTimeOffset("NextAt") is { } next && next > DateTimeOffset.UnixEpoch ? next : null,
    };

    public static WebhookAttempt ToAttempt(TableEntity row) =>
        new(row.GetDateTimeOffset("At") ?? default, row.GetInt32("Code"), row.GetString("Answer") ?? "", row.GetInt32("Milliseconds") ?? 0);

    public static TableEntity ToEntity(string partition, WaitingEvent waiting) => new(partition, WaitKey(waiting.Sequence))
    {
        ["Subject"] = waiting.Subject,
        ["Due"] = waiting.Due,
        ["Tries"] = waiting.Tries,
    };

    public static WaitingEvent ToWaiting(TableEntity row) => new(
        long.Parse(row.RowKey.AsSpan(Waits.Length), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture),
        row.GetString("Subject") ?? "", row.GetDateTimeOffset("Due") ?? default, row.GetInt32("Tries") ?? 0);

    /// <summary>Filters rows by a key prefix, which must end with a bar.</summary>
    public static string Query(string partition, string prefix, string after = "")
    {
        var (start, end) = (after.Length > 0 ? after : prefix, prefix[..^1] + "}");
        return TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey gt {start} and RowKey lt {end}");
    }

    /// <summary>Filters events by an inclusive range of sequence numbers; the last one comes first.</summary>
    public static string EventsBetween(string partition, long first, long last)
    {
        var (start, end) = (EventKey(last), EventKey(first));
        return TableClient.CreateQueryFilter($"PartitionKey eq {partition} and RowKey ge {start} and RowKey le {end}");
    }

    public static TableTransactionAction Put(TableEntity row) => new(TableTransactionActionType.UpsertReplace, row);

    public static TableTransactionAction Change(TableEntity row) => new(TableTransactionActionType.UpdateMerge, row, ETag.All);

    public static TableTransactionAction Remove(string partition, string key) => new(TableTransactionActionType.Delete, new TableEntity(partition, key), ETag.All);

    private static string CountedDown(long number) => string.Create(CultureInfo.InvariantCulture, $"{long.MaxValue - number:x16}");
}

/// <summary>An event that waits for a retry, or behind one that does.</summary>
internal sealed record WaitingEvent(long Sequence, string Subject, DateTimeOffset Due, int Tries);
