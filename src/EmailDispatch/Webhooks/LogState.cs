using Azure;
using Azure.Data.Tables;

namespace EmailDispatch.Webhooks;

/// <summary>The state row of an endpoint's log. Every write of <see cref="EndpointLog"/> updates it, at the version that was read.</summary>
internal sealed record LogState
{
    public const string Key = "state";

    /// <summary>The last sequence number assigned.</summary>
    public long Last { get; init; }

    /// <summary>Events up to this number were tried or are waiting; later ones are new.</summary>
    public long Cursor { get; init; }

    /// <summary>The number of consecutive failed attempts.</summary>
    public int Failures { get; init; }

    /// <summary>The number of waiting events.</summary>
    public int Waiting { get; init; }

    /// <summary>When the next waiting event is due, or the next attempt at an endpoint that is down; null if neither.</summary>
    public DateTimeOffset? NextAt { get; init; }

    /// <summary>The instance that posts the events; empty if none does.</summary>
    public string Owner { get; init; } = "";

    /// <summary>When the owner's lease expires.</summary>
    public DateTimeOffset OwnedUntil { get; init; } = DateTimeOffset.UnixEpoch;

    public ETag ETag { get; init; }

    /// <summary>After this many consecutive failures the endpoint counts as down, and new events are not tried one by one.</summary>
    public const int MaxFailures = 5;

    public bool IsDown => Failures >= MaxFailures;

    /// <summary>Whether no instance holds the lease.</summary>
    public bool IsFree(DateTimeOffset now) => Owner.Length == 0 || OwnedUntil <= now;

    /// <summary>Whether there is an event to post now.</summary>
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
