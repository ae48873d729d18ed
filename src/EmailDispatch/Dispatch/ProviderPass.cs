using System.Diagnostics;
using EmailDispatch.Domains;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using EmailDispatch.Storage;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// One pass over the providers: a plain loop, best first. Each provider is offered the pending recipients. Afterwards each recipient is settled (sent,
/// bounced, failed), due later, or pending for the next provider. The loop ends when no recipient is pending, no provider is left, or the lease has
/// expired, because another instance may be sending by then. A provider is skipped, and not recorded as an attempt, if its breaker is open, its quota
/// is used up, all its connections are busy, or the session of another one was ready before its own (<see cref="SessionRace"/>), because it was not
/// asked. The row says why (<see cref="EmailRow.Skipped"/>).
/// <para>
/// Whatever ends the pass, including a stopping host or an internal fault, its row says how far it got. Before a provider is asked, the stored row is
/// updated if that matters when the instance dies (<see cref="Claims.TryAnnounceAsync"/>): if nothing may be sent twice, after a take-over, and if the
/// previous provider accepted recipients.
/// </para>
/// </summary>
public sealed partial class ProviderPass(
    ProviderCatalogue providers,
    DomainAlignments alignments,
    ProviderHealth health,
    ProviderQuotas quotas,
    Claims claims,
    SmtpSender smtp,
    FailureClassifier classifier,
    SimulatedSessions simulated,
    SessionLimits limits,
    TimeProvider time,
    ILogger<ProviderPass> logger)
{
    // An email that found no free connection makes room for others.
    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(30);

    // The list of providers is read again every few seconds until it is known.
    private static readonly TimeSpan IncompleteDelay = TimeSpan.FromSeconds(15);

    private readonly AttemptReports _reports = new(logger);
    private readonly SessionReports _sessions = new(health, smtp, classifier, time, logger);

    /// <summary>Offers an email to the providers. Never throws. Recipients that are not settled when the host stops are due again at once.</summary>
    public async Task<PassResult> RunAsync(EmailRow row, Email email, CancellationToken cancellationToken)
    {
        var pass = new ProviderPassState(row);
        try
        {
            simulated.Settle(pass, email);
            if (pass.IsAnyPending)
                await OfferAsync(pass, email, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            pass.Stop(time.GetUtcNow());
        }
        catch (Exception fault) when (MemoryFaults.Is(fault))
        {
            MemoryFaults.Log(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);
            pass.WaitForMemory();
        }
#pragma warning disable CA1031 // The row and the log have it. If it were thrown, the email would be sent again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _reports.Fault(row, fault);
            pass.Fail(fault);
        }

        pass.DeferPending(reply: null);
        return pass.Result();
    }

    private async Task OfferAsync(ProviderPassState pass, Email email, CancellationToken cancellationToken)
    {
        var row = pass.Row;
        var unaligned = await alignments.FindSkippedAsync(row.Tenant, email.From.Domain, providers.All, cancellationToken);
        var choice = providers.Choose(ProviderSelection.For(row.Tenant, email, pass.Pending.Count) with { Unaligned = unaligned });
        pass.Skip(choice.LeftOutOfTenant);
        if (!providers.IsComplete)
        {
            Log.Incomplete(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber);
            pass.AwaitProviders(time.GetUtcNow() + IncompleteDelay);
        }
        else if (choice.Candidates.Count == 0)
        {
            Log.NoneEligible(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, choice.Explain());
            pass.FindNone();
            return;
        }

        var race = new SessionRace(pass, choice.Candidates, health, quotas, smtp, time, logger, cancellationToken);
        try
        {
            while (await race.NextAsync() is { } contender)
            {
                using (contender.Opening)
                    await OfferAsync(pass, email, race, contender, cancellationToken);
            }
        }
        finally
        {
            race.End((contender, failure) => _sessions.ReportLeftBehindAsync(pass.Row, email, contender, failure));
        }

        if (pass.IsAnyPending)
            pass.WaitFor([.. choice.Candidates.Select(p => p.Name).Where(name => !health.KnownOf(name).LetsAllPass(time.GetUtcNow()))]);
    }

    private async Task OfferAsync(ProviderPassState pass, Email email, SessionRace race, Contender contender, CancellationToken cancellationToken)
    {
        var provider = contender.Provider;
        using var activity = DispatchTelemetry.StartSend(provider.Name, provider.Host, provider.Port)?.SetStartTime(contender.StartedAt.UtcDateTime);
        if (await TrySendAsync(pass, email, race, contender, cancellationToken) is not { } result)
            return;

        if (result.IsStopped)
        {
            Log.Stopped(logger, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber, provider.Name);
            pass.StopSession();
        }
        else if (result.IsBusy)
        {
            AskAgain(pass, provider, result);
        }
        else
        {
            await ConcludeAsync(pass, email, contender, result, activity);
        }
    }

    /// <summary>Sends to the pending recipients. The permit is returned if the email does not count for the provider's limits.</summary>
    /// <returns>Null if the provider was not asked: the pass is stopped, or it needs another session.</returns>
    private async Task<SendResult?> TrySendAsync(
        ProviderPassState pass, Email email, SessionRace race, Contender contender, CancellationToken cancellationToken)
    {
        var (provider, isUsed) = (contender.Provider, false);
        try
        {
            var (connection, failure) = await contender.Opening.Session;
            if (connection is null)
                return failure;

            if (!await TryAnnounceAsync(pass, email, provider))
            {
                connection.GiveBackUnused();
                return null;
            }

            var recipients = pass.Pending.Select(r => new EmailAddress(r.Address)).ToList();
            var reference = new EmailReference(pass.Row.Id, pass.Row.Tenant);
            var result = await smtp.SubmitAsync(
                connection, provider, reference, email.WithReference(reference, provider), recipients, limits.Of(pass.Row), race.HasOther, cancellationToken);
            isUsed = result is null or { Phase: >= SmtpPhase.MailFrom };
            if (result is null)
                await race.ReopenAsync(contender, connection.IsSilent);
            return result;
        }
        finally
        {
            if (!isUsed)
                quotas.Return(provider.Name, contender.Permit);
        }
    }

    private void AskAgain(ProviderPassState pass, ProviderOptions provider, SendResult busy)
    {
        var (now, breaker) = (time.GetUtcNow(), health.KnownOf(provider.Name));
        var isPaused = !breaker.LetsAllPass(now);
        if (!isPaused && !busy.WasSentAway)
            Log.Busy(logger, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber, provider.Name);
        pass.Skip(isPaused && breaker.Until > now ? SkippedProviders.Paused(provider, breaker, breaker.Until) : SkippedProviders.Busy(provider, now + BusyDelay));
    }

    /// <summary>Applies the result to the row, and reports it to breaker, metrics, trace and log.</summary>
    private async Task ConcludeAsync(
        ProviderPassState pass, Email email, Contender contender, SendResult result, Activity? activity)
    {
        var (provider, startedAt, finishedAt) = (contender.Provider, contender.StartedAt, contender.StartedAt);
        SessionVerdict? verdict = null;
        try
        {
            finishedAt = time.GetUtcNow();
            verdict = result.Fault is null ? SessionVerdict.Of(result, GivenValues.Of(new EmailReference(pass.Row.Id, pass.Row.Tenant), email, provider), pass.Pending, classifier) : null;
        }
#pragma warning disable CA1031 // What the server accepted must not be lost because its answer is not understood.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            result = result with { Fault = fault };
        }

        // Not if the final dot may have been sent. What the server has refused so far, it will refuse again.
        if (MemoryFaults.Is(result.Fault) && !result.Accepted && result.Phase != SmtpPhase.FinalDot)
        {
            MemoryFaults.Log(logger, result.Fault!, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber);
            pass.WaitForMemory();
            return;
        }

        if (verdict is null)
        {
            _reports.Fault(pass.Row, result.Fault!);
            pass.ApplyFault(provider, result, email.Delivery, startedAt, finishedAt);
            _reports.Report(pass.Row, failure: null, activity);
            return;
        }

        pass.Apply(provider, result, verdict.Session, verdict.Refused, email.Delivery, startedAt, finishedAt);
        await _sessions.ReportAsync(contender, result, verdict.Heaviest);
        _reports.Report(pass.Row, verdict.Session ?? verdict.Refused.Values.FirstOrDefault(), activity);
    }

    /// <summary>Updates the row before the offer, if necessary.</summary>
    /// <returns>Whether the offer may be made; otherwise the pass is stopped.</returns>
    private async Task<bool> TryAnnounceAsync(ProviderPassState pass, Email email, ProviderOptions provider)
    {
        if (email.Delivery != Delivery.AtMostOnce && pass.Row.Window.TakeOvers == 0 && !pass.HasUnrecorded)
            return true;

        try
        {
            if (await claims.TryAnnounceAsync(pass.Row, provider.Name) is { } announced)
            {
                pass.Recorded(announced);
                return true;
            }

            // Another instance took over the email.
            pass.Stop(time.GetUtcNow());
        }
        catch (Exception fault) when (StorageFaults.Is(fault))
        {
            Log.NotAnnounced(logger, fault, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber, provider.Name);
            pass.Stop(time.GetUtcNow() + BusyDelay);
        }

        return false;
    }

    private static partial class Log
    {
        [LoggerMessage(2006, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: none of its connections became free; it was not asked")]
        public static partial void Busy(ILogger logger, string id, string tenant, int attempt, string provider);

        [LoggerMessage(2010, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: the claim was over before the message was complete; it was stopped and not sent")]
        public static partial void Stopped(ILogger logger, string id, string tenant, int attempt, string provider);

        [LoggerMessage(2008, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: storage failed before it was offered to {Provider}; it was not")]
        public static partial void NotAnnounced(ILogger logger, Exception fault, string id, string tenant, int attempt, string provider);

        [LoggerMessage(2015, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: the providers added through the API are not known yet; only those of the settings are used, and the email does not fail for that")]
        public static partial void Incomplete(ILogger logger, string id, string tenant, int attempt);

        [LoggerMessage(2005, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: no provider may send it; {Reasons}")]
        public static partial void NoneEligible(ILogger logger, string id, string tenant, int attempt, string reasons);
    }
}
