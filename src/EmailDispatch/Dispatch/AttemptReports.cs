using System.Diagnostics;
using EmailDispatch.Naming;
using EmailDispatch.Replies;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>Reports each attempt to trace, metrics and log.</summary>
internal sealed partial class AttemptReports(ILogger logger)
{
    public void Report(EmailRow row, FailureClassification? failure, Activity? activity)
    {
        var attempt = row.Attempts[^1];
        var outcome = attempt.Outcome.ToName();
        activity?.SetTag("email_dispatch.outcome", outcome)
            .SetTag("email_dispatch.phase", attempt.Phase)
            .SetTag("email_dispatch.category", attempt.Category)
            .SetTag("email_dispatch.reply_code", attempt.Code)
            .SetTag("email_dispatch.enhanced_code", attempt.EnhancedCode);
        if (failure is not null)
            activity?.SetStatus(ActivityStatusCode.Error, attempt.Category);

        DispatchTelemetry.CountAttempt(attempt.Provider, outcome, attempt.Category, TimeSpan.FromMilliseconds(attempt.Milliseconds));
        if (AttemptHistory.IsFailover(row.Attempts, row.Attempts.Count - 2))
            DispatchTelemetry.CountFailover(row.Attempts[^2].Provider, row.Attempts[^2].Category);

        Log.Attempted(
            logger, row.Id.ToString(), row.Tenant, attempt.Number, attempt.Provider, outcome, attempt.Phase, attempt.Code ?? 0, attempt.EnhancedCode,
            failure?.Evidence, attempt.Milliseconds);
        if (failure?.Category == FailureCategory.Unforeseen)
            Log.Unforeseen(logger, row.Id.ToString(), row.Tenant, attempt.Number, attempt.Provider, attempt.Phase, attempt.Code ?? 0, attempt.EnhancedCode);
        if (failure is not null)
            Alert(attempt.Provider, failure);
    }

    /// <summary>Logs a fault of the dispatcher itself.</summary>
    public void Fault(EmailRow row, Exception fault) => Log.Faulty(logger, fault, row.Id.ToString(), row.Tenant, row.AttemptNumber);

    /// <summary>Tells the operator of a failure that does not go away by itself.</summary>
    public void Alert(string provider, FailureClassification failure)
    {
        if (failure.Alert)
            Log.Misconfigured(logger, provider, failure.Category, failure.Hint?.Cause, failure.Hint?.Fix);
    }

    private static partial class Log
    {
        [LoggerMessage(2001, LogLevel.Information, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: {Outcome} in phase {Phase} with {Code} {EnhancedCode} ({Evidence}) after {Milliseconds} ms")]
        public static partial void Attempted(
            ILogger logger, string id, string tenant, int attempt, string provider, string outcome, string phase, int code, string? enhancedCode, string? evidence, int milliseconds);

        [LoggerMessage(2003, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}, {Provider}: a reply of unknown meaning in phase {Phase} with {Code} {EnhancedCode}; deferred")]
        public static partial void Unforeseen(ILogger logger, string id, string tenant, int attempt, string provider, string phase, int code, string? enhancedCode);

        [LoggerMessage(2007, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: a fault of the dispatcher itself; the attempt ends with it")]
        public static partial void Faulty(ILogger logger, Exception fault, string id, string tenant, int attempt);

        [LoggerMessage(2004, LogLevel.Error, "Provider {Provider} needs attention, {Category}: {Cause} {Fix}")]
        public static partial void Misconfigured(ILogger logger, string provider, FailureCategory category, string? cause, string? fix);
    }
}
