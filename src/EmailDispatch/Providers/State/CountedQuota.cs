using Azure.Data.Tables;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Providers.State;

/// <summary>
/// The quota of a minute, an hour or a day: a fixed window by the UTC clock, with a count of the permits that instances have leased in it. A block has at most
/// 2 % of the limit and a tenth of what is left, so near the end of a quota hardly any permit lies unused with an instance. Unused permits expire
/// with the window. An instance that keeps losing the race for the row lets one message pass and counts it later, so many instances at the very end
/// of a quota may exceed it by about one message each.
/// </summary>
internal sealed class CountedQuota(string provider, QuotaPeriod period, SharedRow row, TimeProvider time, ILogger logger)
    : LeasedQuota(provider, period, row, time, logger)
{
    private static readonly TimeSpan QuicklyUsed = TimeSpan.FromSeconds(10);

    private readonly TimeSpan _maxClockDifference = period == QuotaPeriod.Minute ? TimeSpan.FromSeconds(10) : TimeSpan.FromMinutes(1);

    private DateTimeOffset _window;
    private DateTimeOffset _leasedAt;
    private int _block = 1;
    private int _inHand;

    // The permits all instances have leased in the window, as far as this one knows; it only grows.
    private int _used;

    // Permits granted while storage failed, to be counted with the next lease.
    private int _owed;

    /// <summary>The start of the window that contains a moment.</summary>
    public static DateTimeOffset WindowOf(QuotaPeriod period, DateTimeOffset moment)
    {
        var length = LengthOf(period).Ticks;
        return new DateTimeOffset(moment.UtcTicks - (moment.UtcTicks % length), TimeSpan.Zero);
    }

    public static TimeSpan LengthOf(QuotaPeriod period) => period switch
    {
        QuotaPeriod.Minute => TimeSpan.FromMinutes(1),
        QuotaPeriod.Hour => TimeSpan.FromHours(1),
        _ => TimeSpan.FromDays(1),
    };

    /// <summary>How many permits are leased in a window, according to its row.</summary>
    public static int UsedIn(TableEntity? row, DateTimeOffset window) =>
        row?.GetDateTimeOffset("Window") == window ? row.GetInt32("Used") ?? 0 : 0;

    protected override QuotaAnswer? FromHand(int limit, DateTimeOffset now)
    {
        MoveTo(WindowOf(Period, now));
        if (_inHand > 0)
        {
            _inHand--;
            return new QuotaAnswer(true, _window);
        }

        return _used >= limit ? Refused() : null;
    }

    protected override QuotaLease? Lease(TableEntity? row, TableEntity next, int limit, DateTimeOffset now)
    {
        // An instance whose clock is slightly ahead may have begun the next window; its count must not be overwritten.
        if (row?.GetDateTimeOffset("Window") is { } window && window - now < _maxClockDifference)
            MoveTo(window);
        var used = UsedIn(row, _window) + _owed;
        var left = Math.Max(0, limit - used);
        _used = used;
        if (left == 0 && _owed == 0)
            return null;

        var wanted = now - _leasedAt < QuicklyUsed ? _block * 2 : _block / 2;
        var taken = Math.Min(left, Math.Clamp(wanted, 1, Math.Max(1, Math.Min(limit / 50, left / 10))));
        next["Window"] = _window;
        next["Used"] = used + taken;
        QuotaPace.Carry(row, next, _window, used, now);
        return new QuotaLease(next, () => Accept(used + taken, taken, now));
    }

    protected override QuotaAnswer WithoutStorage(int limit, DateTimeOffset now)
    {
        if (_used >= limit)
            return Refused();

        _used++;
        _owed++;
        return new QuotaAnswer(true, _window);
    }

    protected override void PutBack(DateTimeOffset takenAt)
    {
        if (takenAt == _window)
            _inHand++;
    }

    private void Accept(int used, int taken, DateTimeOffset now)
    {
        _used = used;
        _owed = 0;
        _inHand += taken;
        _block = Math.Max(1, taken);
        _leasedAt = now;
    }

    private void MoveTo(DateTimeOffset window)
    {
        if (window <= _window)
            return;

        _window = window;
        _inHand = _used = _owed = 0;
    }

    private QuotaAnswer Refused() => new(false, _window + LengthOf(Period));
}
