namespace EmailDispatch.Smtp;

/// <summary>
/// What one provider's recent sessions took, and what is therefore too long. A session that is not ready after twice the time that 95 % of the last
/// ones took is late: it may still come, but an email that has another provider need not wait for it (<see cref="Silence"/>). A reply that takes
/// seconds longer than twice the slowest of the last ones is given up. Then the past is no guide: until the next replies, the command timeout applies.
/// </summary>
internal sealed class SessionPace(TimeSpan commandTimeout, TimeProvider time)
{
    private const int Kept = 64;
    private const int MinReplies = 8;

    private static readonly TimeSpan MinMoment = TimeSpan.FromMilliseconds(300);
    private static readonly TimeSpan MaxMoment = TimeSpan.FromSeconds(2);

    // About what a TCP and a TLS handshake and a login take over 100 ms of network.
    private static readonly TimeSpan UsualMoment = TimeSpan.FromMilliseconds(500);

    // Greylisting, callbacks to the sender's domain and tar pits take a few seconds.
    private static readonly TimeSpan ReplyReserve = TimeSpan.FromSeconds(3);

    // A server that takes longer for MAIL than usual gets this time at least.
    private static readonly TimeSpan MinFirstReply = TimeSpan.FromMilliseconds(500);

    private readonly TimeProvider _time = time;
    private readonly Lock _guard = new();
    private readonly Queue<TimeSpan> _openings = new(Kept);
    private readonly Queue<TimeSpan> _replies = new(Kept);
    private readonly HashSet<Opening> _late = [];
    private TaskCompletionSource _silence = NewSignal();

    /// <summary>How long opening a session may take before it is late: 0.3 to 2 s, and 0.5 s before the first one.</summary>
    public TimeSpan Moment
    {
        get
        {
            lock (_guard)
            {
                if (_openings.Count == 0)
                    return UsualMoment;
                var usual = _openings.Order().ElementAt((_openings.Count * 95 + 99) / 100 - 1) * 2;
                return Shorter(Longer(usual, MinMoment), MaxMoment);
            }
        }
    }

    /// <summary>Completes when a session is late. Completed as long as one is, and none has become ready since.</summary>
    public Task Silence
    {
        get
        {
            lock (_guard)
                return _silence.Task;
        }
    }

    /// <summary>How long to wait for a reply before the final dot; the server may answer pipelined recipients all at once.</summary>
    public TimeSpan ReplyTimeout(int recipients) => Shorter(TwiceUsual(recipients) + ReplyReserve, commandTimeout);

    /// <summary>How long to wait for the reply to MAIL on a connection that was used before, if a new one and another provider can be tried.</summary>
    public TimeSpan FirstReplyTimeout(int recipients) =>
        Shorter(Longer(TwiceUsual(recipients), MinFirstReply), commandTimeout);

    public void AddReply(TimeSpan taken) => Add(_replies, taken);

    /// <summary>A reply was given up: the server may have become slower.</summary>
    public void ForgetReplies()
    {
        lock (_guard)
            _replies.Clear();
    }

    /// <summary>Watches the opening of a session from its start until it is ready or disposed.</summary>
    public Opening Watch() => new(this);

    /// <summary>Twice the slowest of the last replies; the command timeout as long as they are few.</summary>
    private TimeSpan TwiceUsual(int recipients)
    {
        lock (_guard)
            return _replies.Count < MinReplies ? commandTimeout : _replies.Max() * 2 * Math.Max(1, recipients);
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    private static TimeSpan Longer(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private void Add(Queue<TimeSpan> times, TimeSpan taken)
    {
        lock (_guard)
        {
            if (times.Count == Kept)
                times.Dequeue();
            times.Enqueue(taken);
        }
    }

    private void Calm()
    {
        _late.Clear();
        if (_silence.Task.IsCompleted)
            _silence = NewSignal();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>
    /// One session that is being opened, or an idle connection that is being checked. If it fails, it is disposed when its failure has been reported:
    /// otherwise other emails would ask the silent server before the breaker knows.
    /// </summary>
    internal sealed class Opening(SessionPace pace) : IDisposable
    {
        private readonly SessionPace _pace = pace;
        private ITimer? _timer;
        private bool _isOver;

        /// <summary>Starts to wait for the server, unless it has.</summary>
        public void Start() => _timer ??= _pace._time.CreateTimer(_ => BeLate(), null, _pace.Moment, Timeout.InfiniteTimeSpan);

        /// <summary>The server is there. The time that a new session took counts for the next ones.</summary>
        public void BeReady(TimeSpan? taken)
        {
            if (taken is { } time)
                _pace.Add(_pace._openings, time);
            lock (_pace._guard)
                _pace.Calm();
            Dispose();
        }

        public void Dispose()
        {
            _timer?.Dispose();
            lock (_pace._guard)
            {
                _isOver = true;
                if (_pace._late.Remove(this) && _pace._late.Count == 0)
                    _pace.Calm();
            }
        }

        private void BeLate()
        {
            lock (_pace._guard)
            {
                if (_isOver)
                    return;
                _pace._late.Add(this);
                _pace._silence.TrySetResult();
            }
        }
    }
}
