using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Smtp;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Yields sessions for one email, best provider first, before it is offered to any of them. A session that is late (<see cref="SessionPace"/>) gets
/// company: the session of the next provider that takes the email now is opened beside it, and whichever is ready first is yielded. So there may be
/// several sessions, but only the one that was yielded gets a MAIL FROM. The email does not even ask a provider that keeps another email waiting, as
/// long as there is another one.
/// <para>
/// A provider is skipped if its breaker is open or its quota used up. Only a provider whose turn it is may be probed by this email; a probing provider
/// is not opened beside another one, because the probe would prove nothing if the email went elsewhere.
/// </para>
/// </summary>
internal sealed partial class SessionRace(
    ProviderPassState pass, IReadOnlyList<ProviderOptions> candidates, ProviderHealth health, ProviderQuotas quotas, SmtpSender smtp,
    TimeProvider time, ILogger logger, CancellationToken stopping)
{
    private readonly List<ProviderOptions> _left = [.. candidates];
    private readonly List<Contender> _running = [];
    private readonly Dictionary<string, ProviderExclusion> _slow = [];

    // The contender beside which no other session needs to be opened, because one is, or none can be.
    private Contender? _settled;

    private bool IsOver => !pass.IsAnyPending || pass.IsStopped || time.GetUtcNow() >= pass.Row.LeaseUntil;

    /// <summary>Waits for the next session that is ready or could not be opened; null if the email needs none or no provider is left.</summary>
    /// <exception cref="OperationCanceledException">The host is stopping.</exception>
    public async Task<Contender?> NextAsync()
    {
        while (!IsOver && (_running.Count > 0 || await TryStartAsync()))
        {
            if (_running.Find(c => c.Opening.Session.IsCompleted) is { } done)
            {
                _running.Remove(done);
                _slow.Remove(done.Provider.Name);
                _settled = null;
                return done;
            }

            var newest = _running[^1];
            var mayHedge = newest != _settled && _left.Count > 0;
            if (mayHedge && newest.Opening.Silence.IsCompleted)
            {
                _settled = newest;
                if (await TryStartBesideAsync() is { } other)
                    BeSlow(newest.Provider, other, time.GetElapsedTime(newest.Began));
                continue;
            }

            await Task.WhenAny([.. _running.Select(c => c.Opening.Session), .. mayHedge ? (Task[])[newest.Opening.Silence] : []]);
        }

        return null;
    }

    /// <summary>Whether a provider is left besides the one that was yielded last.</summary>
    public bool HasOther => _left.Count > 0 || _running.Count > 0;

    /// <summary>
    /// Opens another session for a provider whose idle connection was dead; its permit is still valid. If it was silent, the next provider's session is
    /// opened beside it at once: the email has waited long enough.
    /// </summary>
    public async Task ReopenAsync(Contender contender, bool isSilent)
    {
        _running.Insert(0, contender with { Opening = smtp.Open(contender.Provider, fresh: true, stopping), Began = time.GetTimestamp() });
        if (isSilent && await TryStartBesideAsync() is { } other)
            BeSlow(contender.Provider, other, time.GetElapsedTime(contender.Began));
    }

    /// <summary>Leaves the other sessions behind; the row says which providers were too slow. Their failures go to <paramref name="report"/>.</summary>
    public void End(Func<Contender, SendResult, Task> report)
    {
        foreach (var contender in _running)
        {
            quotas.Return(contender.Provider.Name, contender.Permit);
            contender.Opening.LeaveBehind(failure => report(contender, failure));
        }

        pass.Skip(_slow.Values);
    }

    /// <summary>Starts with the next provider that can be asked, or with a later one if it keeps another email waiting.</summary>
    private async Task<bool> TryStartAsync()
    {
        while (_left.Count > 0 && !IsOver)
        {
            var provider = _left[0];
            if (smtp.IsSilent(provider) && await TryStartBesideAsync() is { } other)
            {
                BeSlow(provider, other, after: null);
                return true;
            }

            _left.RemoveAt(0);
            _slow.Remove(provider.Name);
            if (await TryAdmitAsync(provider) is var (admission, permit))
            {
                Start(provider, admission, permit);
                return true;
            }
        }

        return false;
    }

    private async Task<(ProviderAdmission Admission, PermitResult Permit)?> TryAdmitAsync(ProviderOptions provider)
    {
        if (pass.IsTooLargeFor(provider))
        {
            pass.Skip(SkippedProviders.TooLarge(provider));
            return null;
        }

        var admission = await health.TryEnterAsync(provider.Name, stopping);
        if (admission.ReopensAt is { } reopensAt)
        {
            pass.Skip(SkippedProviders.Paused(provider, health.KnownOf(provider.Name), reopensAt));
            return null;
        }

        var limits = ProviderLimits.Of(provider, time.GetUtcNow());
        var permit = await quotas.TryTakeAsync(provider.Name, limits, stopping);
        if (!permit.IsGranted)
        {
            pass.Skip(SkippedProviders.UsedUp(provider, limits, permit));
            return null;
        }

        try
        {
            if (permit.Wait > TimeSpan.Zero)
                await Task.Delay(permit.Wait, time, stopping);
        }
        catch (OperationCanceledException)
        {
            quotas.Return(provider.Name, permit);
            throw;
        }

        return (admission, permit);
    }

    /// <summary>
    /// Starts with the first provider that is neither silent, paused nor to be probed, and has quota. Those with a free connection come first, but waiting
    /// in line at one that works is better than at one that is silent.
    /// </summary>
    private async Task<ProviderOptions?> TryStartBesideAsync()
    {
        foreach (var provider in _left.Where(p => !pass.IsTooLargeFor(p) && !smtp.IsSilent(p)).OrderByDescending(smtp.HasRoom).ToList())
        {
            var admission = await health.TryEnterWithoutProbeAsync(provider.Name, stopping);
            if (!admission.IsAdmitted)
                continue;

            var permit = await quotas.TryTakeAsync(provider.Name, ProviderLimits.Of(provider, time.GetUtcNow()), stopping);
            if (permit is { IsGranted: true, Wait.Ticks: 0 })
            {
                _left.Remove(provider);
                Start(provider, admission, permit);
                return provider;
            }

            if (permit.IsGranted)
                quotas.Return(provider.Name, permit);
        }

        return null;
    }

    private void Start(ProviderOptions provider, ProviderAdmission admission, PermitResult permit) =>
        _running.Add(new Contender(provider, admission, permit, smtp.Open(provider, fresh: false, stopping), time.GetUtcNow(), time.GetTimestamp()));

    /// <param name="provider">The provider whose session is late.</param>
    /// <param name="other">The provider that was asked for a session in addition.</param>
    /// <param name="after">How long the email has waited for its session; null if it was not asked because another email waits.</param>
    private void BeSlow(ProviderOptions provider, ProviderOptions other, TimeSpan? after)
    {
        _slow[provider.Name] = SkippedProviders.Slow(provider, after);
        if (after is not { } waited)
            return;

        DispatchTelemetry.CountHedge(provider.Name, other.Name);
        Log.Hedged(logger, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber, provider.Name, (int)waited.TotalMilliseconds, other.Name);
    }

    private static partial class Log
    {
        [LoggerMessage(2016, LogLevel.Information, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: no session after {Milliseconds} ms; one is opened at {Other} too, and the first to be ready gets the email")]
        public static partial void Hedged(ILogger logger, string id, string tenant, int attempt, string provider, int milliseconds, string other);
    }
}

/// <summary>A provider with a session that is being opened for the email.</summary>
/// <param name="Provider">The provider.</param>
/// <param name="Admission">With which what comes of the session is reported.</param>
/// <param name="Permit">Of the provider's quotas; returned if no message is started.</param>
/// <param name="Opening">The session.</param>
/// <param name="StartedAt">When it began.</param>
/// <param name="Began">The same as a timestamp.</param>
internal sealed record Contender(
    ProviderOptions Provider, ProviderAdmission Admission, PermitResult Permit, SessionOpening Opening, DateTimeOffset StartedAt, long Began);
