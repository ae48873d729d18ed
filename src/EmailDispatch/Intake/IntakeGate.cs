using EmailDispatch.Storage;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Intake;

/// <summary>
/// Limits how many submissions of callers this instance accepts at once, so that a flood is refused before storage is at its limit, and those that are
/// accepted stay fast. As many again wait, in order and for a short time; the others get 503 and nothing of them is stored.
/// <para>The limit follows storage: a sign of pressure halves it, once a second at most, and it grows by one for every limit's worth of acceptances
/// without one, as TCP's congestion window does. Queue triggers do not pass through here, since storage already holds their work.</para>
/// </summary>
public sealed partial class IntakeGate(StoragePressure pressure, TimeProvider time, Random random, ILogger<IntakeGate> logger)
{
    // At 10 ms for an acceptance this is far above what an instance can do; at one second it is about 128 emails/s.
    internal const int Most = 128;

    internal const int Least = 4;

    // Requests that are in flight together fail together, which says no more than one of them.
    private static readonly TimeSpan Round = TimeSpan.FromSeconds(1);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LogInterval = TimeSpan.FromMinutes(1);

    private readonly Lock _guard = new();
    private readonly LinkedList<TaskCompletionSource> _waiting = [];
    private double _limit = Most;
    private int _running;
    private long _signs;
    private DateTimeOffset _loweredAt;
    private DateTimeOffset _loggedAt;
    private int _refused;

    /// <summary>How many may be accepted at once.</summary>
    internal int Limit
    {
        get
        {
            lock (_guard)
                return (int)_limit;
        }
    }

    /// <summary>Takes a place for one acceptance, until it is disposed.</summary>
    /// <exception cref="IntakeBusyException">There is none; nothing was accepted.</exception>
    internal async ValueTask<Place> EnterAsync(CancellationToken cancellationToken)
    {
        LinkedListNode<TaskCompletionSource>? turn = null;
        lock (_guard)
        {
            Follow();
            if (_running < (int)_limit)
            {
                _running++;
                return new Place(this);
            }

            if (_waiting.Count < (int)_limit)
                turn = _waiting.AddLast(new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        if (turn is null)
            throw Refuse();
        try
        {
            await turn.Value.Task.WaitAsync(Patience, time, cancellationToken);
        }
        catch (Exception end) when (end is TimeoutException or OperationCanceledException)
        {
            if (!TryLeaveLine(turn))
                Leave();
            if (end is TimeoutException)
                throw Refuse();
            throw;
        }

        return new Place(this);
    }

    private bool TryLeaveLine(LinkedListNode<TaskCompletionSource> turn)
    {
        lock (_guard)
        {
            if (turn.List is null)
                return false;
            _waiting.Remove(turn);
            return true;
        }
    }

    private void Leave()
    {
        lock (_guard)
        {
            _running--;
            if (!Follow())
                _limit = Math.Min(Most, _limit + (1 / _limit));
            while (_running < (int)_limit && _waiting.First is { } next)
            {
                _waiting.RemoveFirst();
                _running++;
                next.Value.SetResult();
            }
        }
    }

    /// <summary>Lowers the limit if storage showed signs of pressure.</summary>
    /// <returns>Whether it showed any within the last round.</returns>
    private bool Follow()
    {
        var isRecent = time.GetUtcNow() - _loweredAt < Round;
        if (isRecent || pressure.Signs == _signs)
            return isRecent;

        _signs = pressure.Signs;
        _loweredAt = time.GetUtcNow();
        _limit = Math.Max(Least, _limit / 2);
        return true;
    }

    private IntakeBusyException Refuse()
    {
        DispatchTelemetry.CountRefusedRequest();
        int refused, limit;
        lock (_guard)
        {
            (refused, limit) = (++_refused, (int)_limit);
            if (time.GetUtcNow() - _loggedAt < LogInterval)
                refused = 0;
            else
                (_loggedAt, _refused) = (time.GetUtcNow(), 0);
        }

        if (refused > 0)
            Log.Refused(logger, refused, limit);

        // Callers that were refused together must not come back together.
        return new IntakeBusyException(TimeSpan.FromSeconds(2 + random.Next(4)));
    }

    internal sealed class Place(IntakeGate gate) : IDisposable
    {
        private int _left;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _left, 1) == 0)
                gate.Leave();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1004, LogLevel.Warning, "Too many submissions for storage: {Refused} refused with 503 since the last such line, {Limit} may be accepted at once")]
        public static partial void Refused(ILogger logger, int refused, int limit);
    }
}
