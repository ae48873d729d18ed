using System.Collections.Concurrent;
using System.Diagnostics;
using Azure;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Usage;

/// <summary>
/// Keeps the table <c>Usage</c> what the status rows say. It never increments: each run computes anew, from all their rows, the hours that
/// may have changed, and puts the result in place of what was there. So it does not matter how often it runs, where it died, or how many
/// run at once; the figures follow from the rows alone.
/// <list type="number">
/// <item>Read the open hours (<see cref="OpenHours"/>): one query. An hour that is not among them is closed and costs nothing.</item>
/// <item>Pass over those in which nothing can have changed since they were computed: no write was announced since, nor within
/// <see cref="OpenHours.Grace"/> before. One that has emails on their way is looked at once an hour nevertheless, for emails that got stuck.</item>
/// <item>For each of the others: read its guard, then its status rows, and add them up.</item>
/// <item>Where figures differ from the hour's usage rows, replace those, by transactions of which each changes the guard from the version
/// that was read. If another run has changed the hour since, it is refused, and this run gives the hour up: the other's figures stand,
/// or, where those are of older rows, the mark that the newer row made has the hour computed again.</item>
/// <item>No write under way when the reading began, and no email unfinished: close the hour. Else mark when the reading began. Both only if
/// nobody has announced a write meanwhile.</item>
/// </list>
/// A run that dies leaves the hour open: the next one does all of it again. What changes in a closed hour, be it a retry or a late bounce,
/// opens it by its announcement.
/// <para>
/// An old hour with fewer rows than its figures came from is one whose rows are being deleted for their age. Its figures stay, and it is
/// closed. In a young one a row that is gone was taken back by who inserted it, and does not count.
/// </para>
/// </summary>
public sealed partial class UsageAggregator(
    OpenHours openHours, StatusStore status, UsageTable usage, TimeProvider time, ILogger<UsageAggregator> logger)
{
    /// <summary>How many stale rows a run hands out.</summary>
    public const int MaxStale = 1_000;

    /// <summary>Younger rows are not deleted for their age.</summary>
    public static readonly TimeSpan MinRowsKept = TimeSpan.FromDays(7);

    private const int HoursAtOnce = 4;

    private static readonly TimeSpan LookAgainAfter = TimeSpan.FromHours(1);

    /// <summary>Makes one run.</summary>
    public async Task<UsageRun> RunAsync(CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var open = new List<OpenHour>();
        await foreach (var hour in openHours.ReadAllAsync(cancellationToken))
            open.Add(hour);

        // Where a run is cut short the next one begins with what has waited longest.
        var due = open.Where(IsDue).OrderBy(hour => hour.ComputedAt ?? DateTimeOffset.MinValue).ToList();
        var results = new ConcurrentBag<HourResult>();
        await Parallel.ForEachAsync(
            due,
            new ParallelOptions { MaxDegreeOfParallelism = HoursAtOnce, CancellationToken = cancellationToken },
            async (hour, token) => results.Add(await TryComputeAsync(hour, token)));

        var run = new UsageRun
        {
            Open = open.Count,
            Computed = results.Count(r => r.Outcome is HourOutcome.Computed or HourOutcome.Closed),
            Closed = results.Count(r => r.Outcome == HourOutcome.Closed),
            Overtaken = results.Count(r => r.Outcome == HourOutcome.Overtaken),
            Faulty = results.Count(r => r.Outcome == HourOutcome.Faulty),
            Rows = results.Sum(r => r.Rows),
            Transactions = results.Sum(r => r.Transactions),
            StaleCount = results.Sum(r => r.StaleCount),
            Stale = [.. results.SelectMany(r => r.Stale).Take(MaxStale)],
            Duration = Stopwatch.GetElapsedTime(started),
        };
        Log.Ran(logger, run.Open, run.Computed, run.Closed, run.Overtaken, run.Faulty, run.Rows, run.Transactions, run.StaleCount, run.Duration.TotalMilliseconds);
        return run;
    }

    // Of a clock that was ahead there is no telling what came after.
    private bool IsDue(OpenHour hour) =>
        hour.ComputedAt is not { } computedAt
        || computedAt > time.GetUtcNow()
        || hour.TouchedAt + OpenHours.Grace > computedAt
        || hour.Unfinished == 0
        || computedAt + LookAgainAfter <= time.GetUtcNow();

    private async Task<HourResult> TryComputeAsync(OpenHour hour, CancellationToken cancellationToken)
    {
        try
        {
            return await ComputeAsync(hour, cancellationToken);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException or InvalidDataException or FormatException)
        {
            // The hours of others are not to suffer for it; this one stays open.
            Log.HourFailed(logger, fault, hour.Tenant, hour.Hour);
            return new HourResult(HourOutcome.Faulty);
        }
    }

    private async Task<HourResult> ComputeAsync(OpenHour hour, CancellationToken cancellationToken)
    {
        var began = time.GetUtcNow();
        var isQuiet = hour.TouchedAt + OpenHours.Grace <= began;
        var guard = await usage.ReadGuardAsync(hour.Tenant, hour.Hour, cancellationToken);

        var totals = new HourTotals();
        var stale = new List<EmailRow>();
        var staleCount = 0;
        await foreach (var row in status.ReadHourAsync(hour.Tenant, hour.Hour, cancellationToken))
        {
            totals.Add(row);
            if (!StaleRows.IsStale(row, began))
                continue;

            staleCount++;
            if (isQuiet && stale.Count < MaxStale)
                stale.Add(row);
        }

        var result = new HourResult(HourOutcome.Computed) { Rows = totals.Rows, Stale = stale, StaleCount = staleCount };
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

        await openHours.TryMarkComputedAsync(hour, began, totals.Unfinished, staleCount, cancellationToken);
        return result;
    }

    private enum HourOutcome
    {
        Computed,
        Closed,
        Overtaken,
        Faulty,
    }

    private sealed record HourResult(HourOutcome Outcome)
    {
        public int Rows { get; init; }

        public int Transactions { get; init; }

        public int StaleCount { get; init; }

        public IReadOnlyList<EmailRow> Stale { get; init; } = [];
    }

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
