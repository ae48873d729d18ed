using System.Diagnostics;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
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
/// One pass over the providers: a plain loop, best first. Each provider is offered the recipients that are still pending, and each recipient
/// ends in one of three ways: settled (sent, bounced, failed), due later, or pending for the next provider. The loop ends when none is pending, no
/// provider is left, or the lease is over: another instance may be at it by then. A provider whose breaker is open, whose quota is used up or whose connections are all busy is passed over without a
/// trace in the attempts: it was not asked.
/// <para>
/// Whatever ends the pass, be it the host that stops or a fault of our own, its row tells how far it has come. Before a provider is asked the
/// row in storage is brought up to date where that matters if the instance dies (<see cref="Claims.TryAnnounceAsync"/>): where nothing may be
/// sent twice, after a take-over, and where the provider before has accepted recipients.
/// </para>
/// </summary>
public sealed partial class ProviderPass(
    ProviderCatalogue providers,
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
    // Whoever waited in vain for a connection makes room for others meanwhile.
    private static readonly TimeSpan BusyDelay = TimeSpan.FromSeconds(30);

    /// <summary>Offers an email to the providers. Never throws: those not settled when the host stops are due again at once.</summary>
    public async Task<PassResult> RunAsync(EmailRow row, Email email, CancellationToken cancellationToken)
    {
        var pass = new PassState(row);
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
#pragma warning disable CA1031 // It is told by the row and the log; thrown, it would make the email be sent again.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            Log.Faulty(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);
            pass.Fail(fault);
        }

        pass.DeferPending(reply: null);
        return pass.Result();
    }

    private async Task OfferAsync(PassState pass, Email email, CancellationToken cancellationToken)
    {
        var row = pass.Row;
        var choice = providers.Choose(ProviderSelection.For(row.Tenant, email, pass.Pending.Count));
        if (choice.Candidates.Count == 0)
        {
            Log.NoneEligible(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, choice.Explain());
            pass.FindNone($"No provider may send this email: {choice.Explain()}");
            return;
        }

        foreach (var provider in choice.Candidates.TakeWhile(_ => pass.IsAnyPending && !pass.IsStopped && time.GetUtcNow() < row.LeaseUntil))
        {
            if (pass.IsTooLargeFor(provider))
                continue;

            var admission = await health.TryEnterAsync(provider.Name, cancellationToken);
            if (admission.ReopensAt is { } reopensAt)
            {
                pass.AskAgainAt(reopensAt);
                continue;
            }

            var permit = await quotas.TryTakeAsync(provider.Name, LimitsOf(provider), cancellationToken);
            if (permit.FreesAt is { } freesAt)
            {
                pass.AskAgainAt(freesAt);
                continue;
            }

            await OfferAsync(pass, email, provider, admission, permit, cancellationToken);
        }
    }

    private async Task OfferAsync(
        PassState pass, Email email, ProviderOptions provider, ProviderAdmission admission, PermitResult permit, CancellationToken cancellationToken)
    {
        using var activity = DispatchTelemetry.StartSend(provider.Name, provider.Host, provider.Port);
        DateTimeOffset startedAt;
        SendResult result;
        try
        {
            if (permit.Wait > TimeSpan.Zero)
                await Task.Delay(permit.Wait, time, cancellationToken);

            if (!await TryAnnounceAsync(pass, email, provider))
            {
                quotas.Return(provider.Name, permit);
                return;
            }

            startedAt = time.GetUtcNow();
            result = await smtp.SendAsync(
                provider, pass.Row.Id, email, [.. pass.Pending.Select(r => new EmailAddress(r.Address))], limits.Of(pass.Row), cancellationToken);
        }
        catch (OperationCanceledException)
        {
            quotas.Return(provider.Name, permit);
            throw;
        }

        if (result.Phase < SmtpPhase.MailFrom)
            quotas.Return(provider.Name, permit);
        if (result.IsStopped)
        {
            Log.Stopped(logger, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber, provider.Name);
            pass.StopSession();
            return;
        }

        if (result.IsBusy)
        {
            var (now, breaker) = (time.GetUtcNow(), health.KnownOf(provider.Name));
            var isPaused = !breaker.LetsAllPass(now);
            if (!isPaused && !result.WasSentAway)
                Log.Busy(logger, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber, provider.Name);
            pass.AskAgainAt(isPaused && breaker.Until > now ? breaker.Until : now + BusyDelay);
            return;
        }

        // RFC 2920 section 3.1: RCPT was sent along with MAIL, and is refused only because MAIL was.
        if (result.Phase == SmtpPhase.MailFrom)
            result = result with { Refused = new Dictionary<string, SmtpReply>() };

        var finishedAt = startedAt;
        Verdict? verdict = null;
        try
        {
            finishedAt = time.GetUtcNow();
            verdict = result.Fault is null ? Judge(pass, email, provider, result) : null;
        }
#pragma warning disable CA1031 // The answer must not be forgotten because it is not understood.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            result = result with { Fault = fault };
        }

        // Unless the final dot may have been sent. What the server refused by then, it refuses again.
        if (MemoryFaults.Is(result.Fault) && !result.Accepted && result.Phase != SmtpPhase.FinalDot)
        {
            MemoryFaults.Log(logger, result.Fault!, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber);
            pass.WaitForMemory();
            return;
        }

        if (verdict is null)
        {
            Log.Faulty(logger, result.Fault!, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber);
            pass.ApplyFault(provider, result, email.Delivery, startedAt, finishedAt);
            Observe(pass.Row, failure: null, activity);
            return;
        }

        pass.Apply(provider, verdict.Result, verdict.Session, verdict.Refused, email.Delivery, startedAt, finishedAt);
        await ReportAsync(admission, verdict.Result, verdict.Failures);
        if (!health.KnownOf(provider.Name).LetsAllPass(time.GetUtcNow()))
            smtp.SendLineAway(provider);
        Observe(pass.Row, verdict.Session ?? verdict.Refused.Values.FirstOrDefault(), activity);
    }

    /// <summary>Whether the offer may be made; else the pass is stopped.</summary>
    private async Task<bool> TryAnnounceAsync(PassState pass, Email email, ProviderOptions provider)
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

            // Another has it.
            pass.Stop(time.GetUtcNow());
        }
        catch (Exception fault) when (StorageFaults.Is(fault))
        {
            Log.NotAnnounced(logger, fault, pass.Row.Id.ToString(), pass.Row.Tenant, pass.Row.AttemptNumber, provider.Name);
            pass.Stop(time.GetUtcNow() + BusyDelay);
        }

        return false;
    }

    private Verdict Judge(PassState pass, Email email, ProviderOptions provider, SendResult result)
    {
        var given = GivenValues.Of(pass.Row.Id, email, provider);
        var refused = result.Refused.ToDictionary(
            refusal => refusal.Key,
            refusal => classifier.Classify(new Failure(SmtpPhase.RcptTo, refusal.Value) { Sender = given.Sender, Recipient = refusal.Key, Given = given.Others }),
            StringComparer.OrdinalIgnoreCase);

        // With every recipient refused there was no other answer: what the session ended with is MailKit's own remark.
        var isEveryoneRefused = result.Phase == SmtpPhase.RcptTo && refused.Count == pass.Pending.Count;
        if (isEveryoneRefused)
            result = result with { Reply = result.Refused.Values.First() };
        var session = result.Accepted ? null
            : isEveryoneRefused ? refused.Values.First()
            : classifier.Classify(ToFailure(result, given, pass.Pending));
        return new Verdict(result, session, refused);
    }

    private static Failure ToFailure(SendResult result, GivenValues given, IReadOnlyList<Recipient> recipients) => new(result.Phase, result.Reply)
    {
        OneRecipient = recipients.Count == 1,
        Sender = given.Sender,
        Given = given.Others,
        Recipient = recipients.Count == 1 ? recipients[0].Address : null,
    };

    private static ProviderLimits LimitsOf(ProviderOptions provider) => new(provider.PerSecond, provider.PerHour, provider.PerDay);

    /// <summary>The heaviest of what was said counts. A provider that refuses a message or a recipient works.</summary>
    private async Task ReportAsync(ProviderAdmission admission, SendResult result, IReadOnlyList<FailureClassification> failures)
    {
        var worst = failures.MaxBy(f => f.Breaker);
        if (worst is null || worst.Breaker == BreakerEffect.None)
            await health.ReportSuccessAsync(admission, CancellationToken.None);
        else
            await health.ReportFailureAsync(admission, ToProviderFailure(worst, result), CancellationToken.None);
    }

    private static ProviderFailure ToProviderFailure(FailureClassification failure, SendResult result)
    {
        var weight = failure.Breaker switch
        {
            BreakerEffect.OpensLong => FailureWeight.OpensLong,
            BreakerEffect.CoolsUntilReset => FailureWeight.CoolsUntil,
            _ when result.Phase <= SmtpPhase.Greeting && result.Reply.Code == 0 => FailureWeight.Unreachable,
            _ => FailureWeight.Counts,
        };
        return new ProviderFailure(weight, failure.Category.ToName(), result.Reply.ToString()) { Until = failure.ResetAt };
    }

    private void Observe(EmailRow row, FailureClassification? failure, Activity? activity)
    {
        var attempt = row.Attempts[^1];
        activity?.SetTag("email_dispatch.outcome", attempt.Outcome.ToName())
            .SetTag("email_dispatch.phase", attempt.Phase)
            .SetTag("email_dispatch.category", attempt.Category)
            .SetTag("email_dispatch.reply_code", attempt.Code)
            .SetTag("email_dispatch.enhanced_code", attempt.EnhancedCode);
        if (failure is not null)
            activity?.SetStatus(ActivityStatusCode.Error, attempt.Category);
        DispatchTelemetry.CountAttempt(attempt.Provider, attempt.Outcome.ToName(), attempt.Category, TimeSpan.FromMilliseconds(attempt.Milliseconds));
        if (AttemptHistory.IsFailover(row.Attempts, row.Attempts.Count - 2))
            DispatchTelemetry.CountFailover(row.Attempts[^2].Provider, row.Attempts[^2].Category);

        Log.Attempted(
            logger, row.Id.ToString(), row.Tenant, attempt.Number, attempt.Provider, attempt.Outcome.ToName(), attempt.Phase, attempt.Code ?? 0, attempt.EnhancedCode,
            failure?.Evidence, attempt.Milliseconds);

        if (failure?.Category == FailureCategory.Unforeseen)
            Log.Unforeseen(logger, row.Id.ToString(), row.Tenant, attempt.Number, attempt.Provider, attempt.Phase, attempt.Code ?? 0, attempt.EnhancedCode);
        if (failure?.Alert == true)
            Log.Misconfigured(logger, attempt.Provider, failure.Category, failure.Hint?.Cause, failure.Hint?.Fix);
    }

    private sealed record Verdict(SendResult Result, FailureClassification? Session, IReadOnlyDictionary<string, FailureClassification> Refused)
    {
        public IReadOnlyList<FailureClassification> Failures => [.. Refused.Values, .. Session is null ? [] : (FailureClassification[])[Session]];
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: {Outcome} in phase {Phase} with {Code} {EnhancedCode} ({Evidence}) after {Milliseconds} ms")]
        public static partial void Attempted(
            ILogger logger, string id, string tenant, int attempt, string provider, string outcome, string phase, int code, string? enhancedCode, string? evidence, int milliseconds);

        [LoggerMessage(2003, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: a reply of unknown meaning in phase {Phase} with {Code} {EnhancedCode}; deferred")]
        public static partial void Unforeseen(ILogger logger, string id, string tenant, int attempt, string provider, string phase, int code, string? enhancedCode);

        [LoggerMessage(2004, LogLevel.Error, "Provider {Provider} needs attention, {Category}: {Cause} {Fix}")]
        public static partial void Misconfigured(ILogger logger, string provider, FailureCategory category, string? cause, string? fix);

        [LoggerMessage(2006, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: none of its connections became free; it was not asked")]
        public static partial void Busy(ILogger logger, string id, string tenant, int attempt, string provider);

        [LoggerMessage(2010, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: the claim was over before the message was complete; it was stopped and not sent")]
        public static partial void Stopped(ILogger logger, string id, string tenant, int attempt, string provider);

        [LoggerMessage(2007, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: a fault of the dispatcher itself; the attempt ends with it")]
        public static partial void Faulty(ILogger logger, Exception fault, string id, string tenant, int attempt);

        [LoggerMessage(2008, LogLevel.Warning, "Email {Id} of {Tenant}, attempt {Attempt}: storage failed before it was offered to {Provider}; it was not")]
        public static partial void NotAnnounced(ILogger logger, Exception fault, string id, string tenant, int attempt, string provider);

        [LoggerMessage(2005, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: no provider may send it; {Reasons}")]
        public static partial void NoneEligible(ILogger logger, string id, string tenant, int attempt, string reasons);
    }
}

/// <summary>What one pass over the providers came to.</summary>
/// <param name="Row">The row with what became of its recipients; those still due have a status that is not terminal.</param>
/// <param name="WasAttempted">Whether any provider was asked; else all were paused or had used up their quotas.</param>
/// <param name="NotBefore">When the next attempt should be made at the earliest, as a reply or a provider's state tells; null for the schedule.</param>
public sealed record PassResult(EmailRow Row, bool WasAttempted, DateTimeOffset? NotBefore)
{
    /// <summary>Whether a provider was skipped that can be asked later: it is paused, its quota is used up, or it is busy.</summary>
    public bool IsAnyPaused { get; init; }
}
