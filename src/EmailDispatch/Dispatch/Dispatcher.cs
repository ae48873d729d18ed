using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Queueing;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Makes one attempt for one email.
/// <list type="number">
/// <item>Claim: merge the row to <c>sending</c>, if it still has the version that travelled in the message. Who loses the claim looks at
/// the row (<see cref="Claims"/>).</item>
/// <item>Send: a plain loop over the providers by priority. A provider's own failure leads to the next one; a refused recipient, a refused
/// message and a lost answer to the final dot do not: another provider would not help, or would send it twice.</item>
/// <item>Record what became of each recipient, in one write, if the row still has the version of the claim.</item>
/// <item>Where recipients are left: put a message for the next attempt on the queue, delayed. Only then the trigger deletes this one.</item>
/// </list>
/// A crash between any two steps leaves this message on the queue, and the row tells how far it had come. Nothing is thrown but for bugs:
/// the trigger would repeat at once, and drop the message among the poison after five times.
/// </summary>
public sealed partial class Dispatcher(
    StatusStore status,
    DispatchQueue queue,
    PayloadStore payloads,
    Claims claims,
    ProviderCatalogue providers,
    SmtpSender smtp,
    RetrySchedule schedule,
    IOptions<DispatchOptions> options,
    TimeProvider time,
    ILogger<Dispatcher> logger)
{
    // Long enough for a blip of storage, short enough not to be noticed as a delay of the email.
    private static readonly TimeSpan StorageFaultDelay = TimeSpan.FromSeconds(30);

    /// <summary>Makes the attempt that a message asks for.</summary>
    public async Task DispatchAsync(DispatchMessage message, CancellationToken cancellationToken)
    {
        Email email;
        EmailRow? row;
        try
        {
            email = message.Payload ?? await payloads.ReadAsync(message.Blob!, cancellationToken);
            row = await claims.TryClaimAsync(message, email, cancellationToken);
        }
        catch (RequestFailedException fault)
        {
            Log.StorageFault(logger, fault, message.Id, message.Tenant, message.Attempt);
            await queue.SendAsync(message, StorageFaultDelay, cancellationToken);
            return;
        }

        if (row is null)
            return;

        try
        {
            row = await TryProvidersAsync(row, email, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The host is stopping and nothing has been sent: hand the email back as it was.
            row = row with { Status = EmailStatus.Queued, AttemptNumber = message.Attempt - 1 };
            if (await status.TryRecordAsync(row, CancellationToken.None) is { } released)
                await queue.SendAsync(message with { Etag = released.ToString() }, TimeSpan.Zero, CancellationToken.None);
            return;
        }

        await FinishAsync(message, row);
    }

    private async Task<EmailRow> TryProvidersAsync(EmailRow row, Email email, CancellationToken cancellationToken)
    {
        var selection = ProviderSelection.For(row.Tenant, email, row.Recipients.Count(r => r.IsDue));
        var choice = providers.Choose(selection);
        if (choice.Candidates.Count == 0)
            Log.NoEligibleProvider(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, choice.Explain());

        foreach (var provider in choice.Candidates)
        {
            var due = row.Recipients.Where(r => r.IsDue).ToList();
            var startedAt = time.GetUtcNow();
            var result = await smtp.SendAsync(provider, row.Id, email, due.ConvertAll(r => new EmailAddress(r.Address)), cancellationToken);
            var finishedAt = time.GetUtcNow();

            var verdict = result.Accepted ? (Verdict?)null : ReplyClassifier.ClassifySession(result.Phase, result.Reply);
            row = Apply(row, provider, result, verdict, startedAt, finishedAt);
            Log.Attempted(
                logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, provider.Name, row.Attempts[^1].Outcome, result.Phase, result.Reply.Code,
                result.Reply.EnhancedCode, row.Attempts[^1].Milliseconds);

            if (verdict != Verdict.NextProvider)
                break;
        }

        return row;
    }

    private static EmailRow Apply(
        EmailRow row, ProviderOptions provider, SendResult result, Verdict? verdict, DateTimeOffset startedAt, DateTimeOffset finishedAt)
    {
        var attempt = new Attempt
        {
            Number = row.AttemptNumber,
            Provider = provider.Name,
            At = startedAt,
            Milliseconds = (int)(finishedAt - startedAt).TotalMilliseconds,
            Outcome = result.Accepted ? (result.Refused.Count == 0 ? "sent" : "partial") : Describe(verdict),
            Phase = PhaseNames[result.Phase],
            Code = result.Reply.Code == 0 ? null : result.Reply.Code,
            EnhancedCode = result.Reply.EnhancedCode,
            Reply = result.Reply.Text,
        };

        return row with
        {
            Recipients = [.. row.Recipients.Select(r => r.IsDue ? Decide(r, result, verdict) : r)],
            Attempts = [.. row.Attempts, attempt],
            Provider = result.Accepted ? provider.Name : row.Provider,
            SentAt = result.Accepted ? finishedAt : row.SentAt,
        };
    }

    private static Recipient Decide(Recipient recipient, SendResult result, Verdict? session)
    {
        if (result.Refused.TryGetValue(recipient.Address, out var refusal))
            return recipient with { Status = ToStatus(ReplyClassifier.ClassifyRecipient(refusal)), Reply = refusal.ToString() };
        if (session is null)
            return recipient with { Status = EmailStatus.Sent, Reply = null };
        return recipient with { Status = ToStatus(session.Value), Reply = result.Reply.ToString() };
    }

    private async Task FinishAsync(DispatchMessage message, EmailRow row)
    {
        var now = time.GetUtcNow();
        var summary = RecipientList.Summarise(row.Recipients);
        var delay = TimeSpan.Zero;
        if (summary == EmailStatus.Deferred)
        {
            delay = schedule.DelayAfter(row.AttemptNumber);
            if (now + delay > row.AcceptedAt + options.Value.MaxAge)
            {
                row = row with { Recipients = [.. row.Recipients.Select(r => r.IsDue ? r with { Status = EmailStatus.Failed } : r)] };
                summary = RecipientList.Summarise(row.Recipients);
            }
        }

        row = row with { Status = summary, NextAttemptAt = summary == EmailStatus.Deferred ? now + delay : null };
        if (await claims.RecordAsync(row) is not { } version)
            return;

        if (summary == EmailStatus.Deferred)
            await queue.SendAsync(message with { Attempt = row.AttemptNumber + 1, Etag = version.ToString() }, delay, CancellationToken.None);
        else if (summary == EmailStatus.Sent && message.Blob is { } blob)
            await payloads.DeleteAsync(blob, CancellationToken.None);
    }

    private static EmailStatus ToStatus(Verdict verdict) => verdict switch
    {
        Verdict.Bounced => EmailStatus.Bounced,
        Verdict.Failed => EmailStatus.Failed,
        _ => EmailStatus.Deferred,
    };

    private static string Describe(Verdict? verdict) => verdict switch
    {
        Verdict.NextProvider => "provider_failed",
        Verdict.TryLater => "deferred",
        Verdict.Bounced => "bounced",
        _ => "failed",
    };

    private static readonly Dictionary<SmtpPhase, string> PhaseNames = new()
    {
        [SmtpPhase.Dns] = "dns",
        [SmtpPhase.Connect] = "connect",
        [SmtpPhase.Greeting] = "greeting",
        [SmtpPhase.Auth] = "auth",
        [SmtpPhase.MailFrom] = "mail_from",
        [SmtpPhase.RcptTo] = "rcpt_to",
        [SmtpPhase.Data] = "data",
        [SmtpPhase.FinalDot] = "final_dot",
    };

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: {Outcome} in phase {Phase} with {Code} {EnhancedCode} after {Milliseconds} ms")]
        public static partial void Attempted(
            ILogger logger, string id, string tenant, int attempt, string provider, string outcome, SmtpPhase phase, int code, string? enhancedCode, int milliseconds);

        [LoggerMessage(2003, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: no provider is eligible; {Reasons}")]
        public static partial void NoEligibleProvider(ILogger logger, string id, string tenant, int attempt, string reasons);

        [LoggerMessage(2002, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: storage failed before the attempt; the message is put back")]
        public static partial void StorageFault(ILogger logger, Exception fault, string id, string tenant, int attempt);
    }
}
