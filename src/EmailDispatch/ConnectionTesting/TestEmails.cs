using Azure;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.ConnectionTesting;

/// <summary>Stores a row, tagged <c>test</c>, for each test message offered to a server, so no email leaves without a trace.</summary>
public sealed partial class TestEmails(StatusStore status, TimeProvider time, ILogger<TestEmails> logger)
{
    public const string Tag = "test";

    /// <summary>Stores the row of a test message, unless the test did not get as far as sending it.</summary>
    public async Task RecordAsync(string tenant, ProviderTestRequest request, ProviderTestReport report, DateTimeOffset began, CancellationToken cancellationToken)
    {
        var reached = report.Stages.Any(stage => stage.Stage == ConnectionStage.Send && stage.Status != ConnectionStageStatus.Skipped);
        if (request.To is not { } to || report.Sender is not { } from || !reached)
            return;

        var outcome = report.Succeeded ? EmailStatus.Sent : report.IsUnanswered ? EmailStatus.Unknown : EmailStatus.Failed;
        var (now, provider) = (time.GetUtcNow(), request.Provider ?? "test");
        var row = new EmailRow
        {
            Id = report.Id,
            Tenant = tenant,
            Status = outcome,
            From = from.ToString(),
            Subject = ConnectionTest.SubjectFor(provider),
            Tags = [new Tag(Tag, "provider")],
            Recipients = [new Recipient(to.Address, RecipientKind.To, outcome) { Reply = report.Succeeded ? null : Cut(report.Message) }],
            AttemptNumber = 1,
            Attempts =
            [
                new Attempt
                {
                    Number = 1,
                    Provider = provider,
                    At = began,
                    Milliseconds = (int)(now - began).TotalMilliseconds,
                    Outcome = outcome switch
                    {
                        EmailStatus.Sent => AttemptOutcome.Sent,
                        EmailStatus.Unknown => AttemptOutcome.Unknown,
                        _ => AttemptOutcome.Failed,
                    },
                    Phase = report.Phase.ToName(),
                    Category = report.Category?.ToName(),
                    Reply = Cut(report.Message),
                    Hint = report.Hint?.ToString(),
                },
            ],
            Provider = report.Succeeded ? provider : null,
            SentAt = report.Succeeded ? now : null,
        };
        try
        {
            var inserted = await status.InsertAsync(row, cancellationToken);
            await status.TryRecordAsync(row.Over(inserted), cancellationToken);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            // The test ran anyway, and its caller gets the result.
            Log.NotRecorded(logger, fault, provider, tenant);
        }
    }

    private static string Cut(string text) => text.Length <= 500 ? text : text[..500];

    private static partial class Log
    {
        [LoggerMessage(2701, LogLevel.Warning, "A test message was offered to {Provider} for {Tenant}, but its row could not be written")]
        public static partial void NotRecorded(ILogger logger, Exception fault, string provider, string tenant);
    }
}
