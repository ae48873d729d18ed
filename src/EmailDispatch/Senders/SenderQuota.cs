using System.Globalization;
using Azure.Data.Tables;
using EmailDispatch.Storage;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Senders;

/// <summary>
/// The quotas of one tenant or key. Each instance counts in memory, and while it accepts emails, adds its count to the shared row every
/// <see cref="Interval"/> and reads the total. So no email costs a request. Several instances may together exceed a quota by what the others accept in that
/// time, and an instance that is killed forgets as much. While storage fails, each instance counts on its own.
/// </summary>
#pragma warning disable CA1001 // The semaphore's wait handle is never asked for, so there is nothing to dispose of.
internal sealed partial class SenderQuota(SenderRule rule, TableClient table, TimeProvider time, ILogger logger)
#pragma warning restore CA1001
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    /// <summary>The used share of a quota at which a warning is sent.</summary>
    public const double WarningShare = 0.8;

    private const int MaxTries = 5;

    // An email does not wait longer than this for the first total.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    private readonly Lock _lock = new();
    private readonly SemaphoreSlim _sharing = new(1);
    private QuotaUse _known;
    private QuotaUse _own;
    private Task? _first;
    private bool _isPlanned;
    private (DateTimeOffset Day, DateTimeOffset Month) _warned;

    public SenderRule Rule => rule;

    /// <summary>Whether this instance has counted emails that the shared row does not have yet.</summary>
    public bool HasNews
    {
        get
        {
            lock (_lock)
                return _own is not { OfDay: 0, OfMonth: 0 };
        }
    }

    /// <summary>Counts emails that are about to be accepted.</summary>
    /// <exception cref="QuotaExceededException">There are fewer left; none is counted.</exception>
    public async ValueTask TakeAsync(int count)
    {
        await FirstAsync();
        lock (_lock)
        {
            var now = time.GetUtcNow();
            var used = Used(now);
            if (used.OfDay + count > rule.PerDay)
                throw Exceeded("day", rule.PerDay.Value, used.Ends.Day - now);
            if (used.OfMonth + count > rule.PerMonth)
                throw Exceeded("month", rule.PerMonth.Value, used.Ends.Month - now);
            Count(now, count);
            Warn(used.Add(new QuotaUse(used.Day, count, count)));
            if (!_isPlanned)
                (_isPlanned, _) = (true, ShareLaterAsync());
        }
    }

    /// <summary>Takes back emails that were not accepted after all.</summary>
    public void Return(int count)
    {
        lock (_lock)
            Count(time.GetUtcNow(), -count);
    }

    /// <summary>Adds what this instance has counted to the shared row, and reads the total.</summary>
    public async Task ShareAsync()
    {
        await _sharing.WaitAsync();
        try
        {
            for (var tries = 0; tries < MaxTries; tries++)
            {
                var row = await table.FindAsync(rule.Tenant, KeyOf(rule), CancellationToken.None);
                QuotaUse added;
                lock (_lock)
                    added = _own;
                var (stored, today) = (QuotaUse.Of(row), DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime));
                var total = stored.Add(added).On(today);
                if (added is { OfDay: 0, OfMonth: 0 })
                {
                    lock (_lock)
                        _known = stored.On(today);
                    return;
                }

                var next = new TableEntity(rule.Tenant, KeyOf(rule));
                total.WriteTo(next);
                if ((row is null ? await table.TryInsertAsync(next, CancellationToken.None) : await table.TryUpdateAsync(next, row.ETag, TableUpdateMode.Replace, CancellationToken.None)) is null)
                    continue;
                lock (_lock)
                {
                    _known = total;
                    _own = _own.Add(new QuotaUse(added.Day, -added.OfDay, -added.OfMonth));
                }

                return;
            }
        }
        finally
        {
            _sharing.Release();
        }
    }

    /// <summary>The same, but not for long, and a failure is only logged, whatever it is: no email depends on it, and the next one plans another try.</summary>
    public async Task ShareInTimeAsync()
    {
        try
        {
            await ShareAsync().WaitAsync(Patience, time);
        }
#pragma warning disable CA1031 // Also a row that was changed by hand must not stop emails.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.NotShared(logger, fault, rule.Tenant, KeyOf(rule));
        }
    }

    /// <summary>The row key of a rule: one key of the tenant, or all of it.</summary>
    internal static string KeyOf(SenderRule rule) => rule.Key is { } key ? $"key|{key}" : "tenant";

    // A quota must not stop emails because its row cannot be read.
    private Task FirstAsync()
    {
        lock (_lock)
            return _first ??= ShareInTimeAsync();
    }

    private async Task ShareLaterAsync()
    {
        await Task.Delay(Interval, time);
        lock (_lock)
            _isPlanned = false;
        await ShareInTimeAsync();
    }

    private QuotaUse Used(DateTimeOffset now) => _known.Add(_own).On(DateOnly.FromDateTime(now.UtcDateTime));

    private void Count(DateTimeOffset now, int count) => _own = _own.Add(new QuotaUse(DateOnly.FromDateTime(now.UtcDateTime), count, count));

    private void Warn(QuotaUse used)
    {
        if (used.OfDay >= rule.PerDay * WarningShare && _warned.Day != used.Ends.Day)
            Warn("day", used.OfDay, rule.PerDay!.Value, _warned.Day = used.Ends.Day);
        if (used.OfMonth >= rule.PerMonth * WarningShare && _warned.Month != used.Ends.Month)
            Warn("month", used.OfMonth, rule.PerMonth!.Value, _warned.Month = used.Ends.Month);
    }

    private void Warn(string period, int used, int limit, DateTimeOffset resetsAt) => Log.NearlyUsed(logger, rule.Tenant, KeyOf(rule), used, limit, period, resetsAt);

    private QuotaExceededException Exceeded(string period, int limit, TimeSpan wait) => new(
        period == "day", string.Create(CultureInfo.InvariantCulture, $"{(rule.Key is null ? "This account" : "This API key")} may send {limit:N0} email{(limit == 1 ? "" : "s")} per {period} (UTC), and there are not as many left; nothing was accepted."), wait);

    private static partial class Log
    {
        [LoggerMessage(4201, LogLevel.Warning, "{Tenant}, {Sender}: {Used} of {Limit} emails per {Period} are used; the next begins at {ResetsAt:O}")]
        public static partial void NearlyUsed(ILogger logger, string tenant, string sender, int used, int limit, string period, DateTimeOffset resetsAt);

        [LoggerMessage(4202, LogLevel.Warning, "{Tenant}, {Sender}: emails could not be counted with those of other instances; it is tried again")]
        public static partial void NotShared(ILogger logger, Exception fault, string tenant, string sender);
    }
}
