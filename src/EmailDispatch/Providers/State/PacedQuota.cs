using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.State;

/// <summary>
/// The quota per second: a pace rather than windows, because two windows could be filled at the end of one and the start of the next, twice the limit
/// in an instant. The row holds the moment up to which slots, one every 1/limit s, are taken. An instance takes the next slots (up to 250 ms of them)
/// and gives each message its own slot to wait for. So in any second all instances together send at most the limit, and exactly the limit if there is
/// enough to send. An unused slot remains usable for 250 ms. The instances' clocks must agree to a fraction of a second, as they do with NTP.
/// </summary>
internal sealed class PacedQuota(string provider, SharedRow row, TimeProvider time, ILogger logger)
    : LeasedQuota(provider, QuotaPeriod.Second, row, time, logger)
{
    /// <summary>The longest wait for a slot; a message that would wait longer is refused.</summary>
    public static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan MaxSpread = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan MaxClockDifference = TimeSpan.FromSeconds(10);

    private readonly SortedSet<DateTimeOffset> _slots = [];
    private DateTimeOffset _takenUntil;
    private DateTimeOffset _nextReturn;
    private int _block = 1;
    private bool _wasted = true;

    protected override QuotaAnswer? FromHand(int limit, DateTimeOffset now)
    {
        while (_slots.Count > 0 && _slots.Min < now - Late)
        {
            _slots.Remove(_slots.Min);
            _wasted = true;
        }

        if (_slots.Count > 0)
        {
            var slot = _slots.Min;
            _slots.Remove(slot);
            return new QuotaAnswer(true, slot);
        }

        return _takenUntil - now > MaxWait ? Refused(limit, now) : null;
    }

    protected override QuotaLease? Lease(TableEntity? row, TableEntity next, int limit, DateTimeOffset now)
    {
        // Only an instance with a wrong clock takes slots this far ahead. It is ignored; otherwise all others would have to wait until then.
        if (row?.GetDateTimeOffset("TakenUntil") is { } taken && taken - now < MaxClockDifference)
            _takenUntil = Latest(_takenUntil, taken);
        var first = Latest(_takenUntil, now);
        if (first - now > MaxWait)
            return null;

        var wanted = Math.Max(Waiting, _wasted ? _block / 2 : _block * 2);
        var count = Math.Clamp(wanted, 1, Math.Max(1, limit / 4));
        var until = first + (Interval(limit) * count);
        next["TakenUntil"] = until;
        return new QuotaLease(next, () => Accept(first, count, limit, until));
    }

    protected override QuotaAnswer WithoutStorage(int limit, DateTimeOffset now)
    {
        var slot = Latest(_takenUntil, now);
        if (slot - now > MaxWait)
            return Refused(limit, now);

        _takenUntil = slot + Interval(limit);
        return new QuotaAnswer(true, slot);
    }

    protected override void PutBack(DateTimeOffset takenAt) => _slots.Add(takenAt);

    private void Accept(DateTimeOffset first, int count, int limit, DateTimeOffset until)
    {
        for (var slot = 0; slot < count; slot++)
            _slots.Add(first + (Interval(limit) * slot));
        _takenUntil = until;
        _block = count;
        _wasted = false;
    }

    // Each refused caller gets its own moment, at the pace of the limit. If all came back at the same moment, all but a few would be refused again,
    // every second.
    private QuotaAnswer Refused(int limit, DateTimeOffset now)
    {
        var at = Latest(_nextReturn, _takenUntil);
        if (at - now > MaxSpread)
            at = _takenUntil;
        _nextReturn = at + Interval(limit);
        return new QuotaAnswer(false, at);
    }

    private static TimeSpan Interval(int limit) => TimeSpan.FromSeconds(1) / limit;

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
