using Azure.Data.Tables;
using EmailDispatch.Intake.Idempotency;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Retention;

/// <summary>Deletes expired data. If a run reaches its deadline or dies, what it deleted stays deleted, and the next run continues.</summary>
public sealed partial class RetentionSweep(
    TableServiceClient tables, OpenHours openHours, StatusStore status, PayloadStore payloads, LinkedFileStore files, IOptions<RetentionOptions> options, TimeProvider time,
    ILogger<RetentionSweep> logger)
{
    private static readonly TimeSpan ClockMargin = TimeSpan.FromHours(1);

    public async Task<RetentionRun> RunAsync(CancellationToken cancellationToken)
    {
        var (now, deadline) = (time.GetUtcNow(), new Deadline(time, options.Value.MaxDuration));
        var faults = 0;

        // Quick ones first, and payloads before the rows that say when their emails ended. A row used again meanwhile has a new version and stays.
        var keys = await TryAsync(token => PurgeCreatedAsync(IdempotencyKeys.TableName, now - IdempotencyKeys.Lifetime - ClockMargin, token));
        await TryAsync(token => PurgeCreatedAsync(GivenIds.TableName, now - options.Value.LongestLife, token));
        var usage = await TryAsync(new ExpiredUsage(tables, options.Value, now, deadline).PurgeAsync);
        var emails = await TryAsync(new ExpiredPayloads(payloads, status, options.Value, now, deadline).PurgeAsync);
        emails += await TryAsync(new ExpiredFiles(files, now, deadline).PurgeAsync);
        var rows = await TryAsync(new ExpiredStatus(tables, openHours, options.Value, now, deadline).PurgeAsync);

        var run = new RetentionRun(rows, usage, emails, keys, IsComplete: faults == 0 && !deadline.IsOver);
        Log.Ran(logger, run.Rows, run.Usage, run.Payloads, run.Keys, run.IsComplete);
        return run;

        Task<int> PurgeCreatedAsync(string table, DateTimeOffset before, CancellationToken token) =>
            new EntityPurge(tables.GetTableClient(table), deadline).DeleteAsync(TableClient.CreateQueryFilter($"CreatedAt lt {before}"), token);

        async Task<int> TryAsync(Func<CancellationToken, Task<int>> purgeAsync)
        {
            try
            {
                return await purgeAsync(cancellationToken);
            }
            catch (Exception fault) when ((StorageFaults.IsAny(fault) && !cancellationToken.IsCancellationRequested) || fault is InvalidDataException)
            {
                faults++;
                Log.Failed(logger, fault);
                return 0;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(6101, LogLevel.Information, "Retention: {Rows} status rows, {Usage} usage rows, {Payloads} payloads and {Keys} idempotency keys deleted; complete: {IsComplete}")]
        public static partial void Ran(ILogger logger, int rows, int usage, int payloads, int keys, bool isComplete);

        [LoggerMessage(6102, LogLevel.Error, "A part of the retention failed; the next run tries again")]
        public static partial void Failed(ILogger logger, Exception fault);
    }
}

/// <summary>How much a run deleted: status rows, usage rows, payload blobs with linked attachments, and idempotency keys. If not complete, the next run continues.</summary>
public sealed record RetentionRun(int Rows, int Usage, int Payloads, int Keys, bool IsComplete);

internal sealed class Deadline(TimeProvider time, TimeSpan after)
{
    private readonly long _started = time.GetTimestamp();

    public bool IsOver => time.GetElapsedTime(_started) >= after;
}
