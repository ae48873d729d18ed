using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.Webhooks;

/// <summary>The row that an endpoint's log turns on: changed in the transaction of every change, from the version that was read.</summary>
internal sealed record LogState
{
    public const string Key = "state";

    /// <summary>The last sequence number that was given.</summary>
    public long Last { get; init; }

    /// <summary>Up to which one each event was tried, or waits behind another one of the same email.</summary>
    public long Cursor { get; init; }

    /// <summary>How many tries in a row have failed.</summary>
    public int Failures { get; init; }

    /// <summary>How many events wait for a further try.</summary>
    public int Waiting { get; init; }

    /// <summary>When the next of the events that wait is due, or the next try of an endpoint that is down; null if there is none.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The instance that posts the events; empty for none.</summary>
    public string Owner { get; init; } = "";

    /// <summary>Until when it does so alone.</summary>
    public DateTimeOffset OwnedUntil { get; init; } = DateTimeOffset.UnixEpoch;

    public ETag ETag { get; init; }

    /// <summary>After so many failed tries in a row the endpoint counts as down: new events are not tried one by one.</summary>
    public const int MaxFailures = 5;

    /// <summary>Whether the endpoint counts as down.</summary>
    public bool IsDown => Failures >= MaxFailures;

    /// <summary>Whether nobody posts the endpoint's events.</summary>
    public bool IsFree(DateTimeOffset now) => Owner.Length == 0 || OwnedUntil <= now;

    /// <summary>Whether there is an event to be posted.</summary>
    public bool HasWork(DateTimeOffset now) => (Cursor < Last && (!IsDown || NextAt is null || NextAt <= now)) || (Waiting > 0 && (NextAt is null || NextAt <= now));

    public static LogState FromEntity(TableEntity row) => new()
    {
        Last = row.GetInt64("Last") ?? 0,
        Cursor = row.GetInt64("Cursor") ?? 0,
        Failures = row.GetInt32("Failures") ?? 0,
        Waiting = row.GetInt32("Waiting") ?? 0,
        NextAt = row.GetDateTimeOffset("NextAt") is { } next && next > DateTimeOffset.UnixEpoch ? next : null,
        Owner = row.GetString("Owner") ?? "",
        OwnedUntil = row.GetDateTimeOffset("OwnedUntil") ?? DateTimeOffset.UnixEpoch,
        ETag = row.ETag,
    };

    public TableEntity ToEntity(string partition) => new(partition, Key)
    {
        ["Last"] = Last,
        ["Cursor"] = Cursor,
        ["Failures"] = Failures,
        ["Waiting"] = Waiting,
        ["NextAt"] = NextAt ?? DateTimeOffset.UnixEpoch,
        ["Owner"] = Owner,
        ["OwnedUntil"] = OwnedUntil,
    };
}
