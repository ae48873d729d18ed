using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>Reports what came of sessions to the breakers of their providers.</summary>
internal sealed partial class SessionReports(ProviderHealth health, SmtpSender smtp, FailureClassifier classifier, TimeProvider time, ILogger logger)
{
    private readonly AttemptReports _reports = new(logger);

    /// <summary>Reports the outcome of a session to the breaker. Emails in line are sent away if it is open now.</summary>
    public async Task ReportAsync(Contender contender, SendResult result, FailureClassification? heaviest)
    {
        if (heaviest is null or { Breaker: FailureWeight.None })
        {
            await health.ReportSuccessAsync(contender.Admission, CancellationToken.None);
        }
        else
        {
            var failure = new ProviderFailure(heaviest.Breaker, heaviest.Category.ToName(), result.Reply.ToString()) { Until = heaviest.ResetAt, Hint = heaviest.Hint?.ToString() };
            await health.ReportFailureAsync(contender.Admission, failure, CancellationToken.None);
        }

        if (!health.KnownOf(contender.Provider.Name).LetsAllPass(time.GetUtcNow()))
            smtp.SendLineAway(contender.Provider);
    }

    /// <summary>
    /// Reports the failure of a session that the email did not wait for. One that became ready is not reported: it proves less than an email does.
    /// </summary>
    public async Task ReportLeftBehindAsync(EmailRow row, Email email, Contender contender, SendResult failure)
    {
        try
        {
            var given = GivenValues.Of(new EmailReference(row.Id, row.Tenant), email, contender.Provider);
            if (failure.Fault is null && SessionVerdict.Of(failure, given, row.Recipients, classifier).Session is { Breaker: not FailureWeight.None } session)
            {
                Log.LeftBehind(logger, row.Id.ToString(), row.Tenant, row.AttemptNumber, contender.Provider.Name, failure.Phase.ToName(), session.Category);
                _reports.Alert(contender.Provider.Name, session);
                await ReportAsync(contender, failure, session);
            }
        }
#pragma warning disable CA1031 // The email has long ended, and nobody waits for this.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            _reports.Fault(row, fault);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(2017, LogLevel.Information, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: the session that the email did not wait for failed in phase {Phase}, {Category}")]
        public static partial void LeftBehind(ILogger logger, string id, string tenant, int attempt, string provider, string phase, FailureCategory category);
    }
}
