using System.Collections.Concurrent;
using System.Diagnostics;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Usage;

/// <summary>
/// Keeps the table <c>Usage</c> up to date with the status rows. Nothing is incremented: each run recomputes the hours that may have changed from
/// all their rows and replaces their figures. It therefore does not matter how often it runs, where it crashed, or how many run at once.
/// <list type="number">
/// <item>Read the open hours (<see cref="OpenHours"/>) in one query. Any other hour is closed and costs nothing.</item>
/// <item>Skip hours that cannot have changed since they were computed: no write was announced since then or within <see cref="OpenHours.Grace"/>
/// before. An hour with unfinished emails is still computed once an hour, to find stale emails.</item>
/// <item>For each of the others, read its guard, then its status rows, and add them up.</item>
/// <item>If the figures differ from the hour's usage rows, replace those in transactions that each update the guard from the version that was
/// read. If another run changed the hour, the transaction is rejected and this run abandons the hour: the other run's figures stay, or, if they
/// come from older rows, the newer row's mark causes a recomputation.</item>
/// <item>If no write was in progress and no email is unfinished, close the hour; otherwise store when it was read. Both only if no write was
/// announced in the meantime.</item>
/// </list>
/// If a run crashes, the hour stays open and the next run computes it. A change in a closed hour, such as a retry or a late bounce, reopens it.
/// <para>
/// If an old hour has fewer rows than its figures came from, the retention is deleting its rows: its figures stay, and it is closed. In a recent
/// hour, a missing row was withdrawn at intake and does not count.
/// </para>
/// </summary>
public sealed partial class UsageAggregator(
    OpenHours openHours, StatusStore status, UsageTable usage, TimeProvider time, ILogger<UsageAggregator> logger)
{
    /// <summary>Retention never deletes rows younger than this.</summary>
    public static readonly TimeSpan MinRowsKept = TimeSpan.FromDays(7);

    private const int HoursAtOnce = 4;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(1);

    public async Task<UsageRun> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var open = await openHours.ReadAllAsync(cancellationToken).ToListAsync(cancellationToken);

        // If a run is interrupted, the next one begins with the hours that have waited longest.
        var due = open.Where(IsDue).OrderBy(hour => hour.ComputedAt ?? DateTimeOffset.MinValue).ToList();
        var results = new ConcurrentBag<HourResult>();
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = HoursAtOnce, CancellationToken = cancellationToken },
            async (hour, token) => results.Add(await TryComputeAsync(hour, int.MaxValue, token)));

        var run = new UsageRun
        {
            Open = open.Count,
            Computed = results.Count(r => r.Outcome is HourOutcome.Computed or HourOutcome.Closed),
            Closed = results.Count(r => r.Outcome == HourOutcome.Closed),
            Overtaken = results.Count(r => r.Outcome == HourOutcome.Overtaken),
            Faulty = results.Count(r => r.Outcome == HourOutcome.Faulty),
            Rows = results.Sum(r => r.Rows),
            Transactions = results.Sum(r => r.Transactions),
            Stale = results.Sum(r => r.Stale),
            Duration = Stopwatch.GetElapsedTime(started),
        };
        Log.Ran(logger, run.Open, run.Computed, run.Closed, run.Overtaken, run.Faulty, run.Rows, run.Transactions, run.Stale, run.Duration.TotalMilliseconds);
        return run;
    }

    /// <summary>Computes one hour, unless it has more than <paramref name="maxRows"/> status rows.</summary>
    /// <returns>The number of status rows read.</returns>
    internal async Task<int> RefreshAsync(OpenHour hour, int maxRows, CancellationToken cancellationToken) =>
        (await TryComputeAsync(hour, maxRows, cancellationToken)).Rows;

    /// <summary>Whether rows of the hour may have changed since it was computed. If a clock was ahead, we cannot know what came later.</summary>
    internal static bool MayHaveChanged(OpenHour hour, DateTimeOffset now) =>
        hour.ComputedAt is not { } computedAt || computedAt > now || hour.TouchedAt + OpenHours.Grace > computedAt;

    private bool IsDue(OpenHour hour) =>
        MayHaveChanged(hour, time.GetUtcNow()) || hour.Unfinished == 0 || hour.ComputedAt + LookAgainAfter <= time.GetUtcNow();

    private async Task<HourResult> TryComputeAsync(OpenHour hour, int maxRows, CancellationToken cancellationToken)
    {
        try
        {
            return await ComputeAsync(hour, maxRows, cancellationToken);
        }
        catch (Exception fault) when ((StorageFaults.IsAny(fault) && !cancellationToken.IsCancellationRequested) || fault is InvalidDataException or FormatException)
        {
            // The other hours are computed; this one stays open.
            Log.HourFailed(logger, fault, hour.Tenant, hour.Hour);
            return new HourResult(HourOutcome.Faulty, Rows: 0, Stale: 0);
        }
    }

    private async Task<HourResult> ComputeAsync(OpenHour hour, int maxRows, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var isQuiet = hour.IsQuiet(began);
        var guard = await usage.ReadGuardAsync(hour.Tenant, hour.Hour, cancellationToken);

        if (guard.Rows > maxRows)
            return new HourResult(HourOutcome.TooLarge, Rows: 0, Stale: 0);

        var totals = new HourTotals();
        var stale = 0;
        await foreach (var row in status.ReadHourAsync(hour.Tenant, hour.Hour, cancellationToken))
        {
            if (totals.Rows == maxRows)
                return new HourResult(HourOutcome.TooLarge, totals.Rows, stale);

            totals.Add(row);
            if (StaleRows.IsStale(row, began))
                stale++;
        }

        var result = new HourResult(HourOutcome.Computed, totals.Rows, stale);
        if (totals.Rows < guard.Rows && hour.Hour + MinRowsKept < began)
        {
            Log.RowsGone(logger, hour.Tenant, hour.Hour, totals.Rows, guard.Rows);
            return result with { Outcome = await openHours.TryCloseAsync(hour, cancellationToken) ? HourOutcome.Closed : HourOutcome.Overtaken };
        }

        if (await usage.TryReplaceAsync(guard, totals, cancellationToken) is not { } transactions)
            return result with { Outcome = HourOutcome.Overtaken };

        result = result with { Transactions = transactions };
        if (isQuiet && totals.Unfinished == 0 && await openHours.TryCloseAsync(hour, cancellationToken))
            return result with { Outcome = HourOutcome.Closed };

        await openHours.TryMarkComputedAsync(hour, began, totals.Unfinished, stale, cancellationToken);
        return result;
    }

    private enum HourOutcome
    {
        Computed,
        Closed,
        Overtaken,
        Faulty,
        TooLarge,
    }

    private sealed record HourResult(HourOutcome Outcome, int Rows, int Stale, int Transactions = 0);

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Information, "Usage: {Open} hours open, {Computed} computed, {Closed} closed, {Overtaken} left to another run, {Faulty} faulty; {Rows} rows read, {Transactions} transactions written, {Stale} emails stale; {Milliseconds:0} ms")]
        public static partial void Ran(ILogger logger, int open, int computed, int closed, int overtaken, int faulty, int rows, int transactions, int stale, double milliseconds);

        [LoggerMessage(6002, LogLevel.Error, "The usage of {Tenant} in the hour {Hour:u} could not be computed; the next run tries again")]
        public static partial void HourFailed(ILogger logger, Exception fault, string tenant, DateTimeOffset hour);

        [LoggerMessage(6003, LogLevel.Information, "The hour {Hour:u} of {Tenant} has {Rows} rows of {Counted} left: its usage stays as it is")]
        public static partial void RowsGone(ILogger logger, string tenant, DateTimeOffset hour, int rows, int counted);
    }
}

/// <summary>The result of one run of the aggregation.</summary>
public sealed record UsageRun
{
    public int Open { get; init; }

    /// <summary>The number of open hours that were computed.</summary>
    public int Computed { get; init; }

    /// <summary>The number of computed hours that were closed.</summary>
    public int Closed { get; init; }

    /// <summary>The number of hours left to a concurrent run.</summary>
    public int Overtaken { get; init; }

    /// <summary>The number of hours that could not be computed; the log has the errors.</summary>
    public int Faulty { get; init; }

    /// <summary>The number of status rows read.</summary>
    public int Rows { get; init; }

    public int Transactions { get; init; }

    /// <summary>The number of overdue emails with nobody working on them (<see cref="StaleRows"/>).</summary>
    public int Stale { get; init; }

    public TimeSpan Duration { get; init; }
}
