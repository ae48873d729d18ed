using System.Buffers;
using Azure;
using Azure.Identity;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Providers.State;
using EmailDispatch.Senders;
using Microsoft.Extensions.Logging;
using SmtpServer;
using SmtpServer.Protocol;
using SmtpServer.Storage;

namespace EmailDispatch.SmtpDoor;

/// <summary>Answers the final dot: 250 once storage has the email, 4xx if storage fails, 5xx for what is invalid, in the words of the API.</summary>
internal sealed partial class MessageAcceptance(EmailIntake intake, ILogger<MessageAcceptance> logger) : IMessageStore
{
    public static bool IsOfStorage(Exception fault) =>
        fault is RequestFailedException or AuthenticationFailedException or ProviderStateUnavailableException or HttpRequestException or TaskCanceledException
            or AggregateException { InnerException: RequestFailedException };

    public async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
    {
        var session = DoorSession.Of(context);
        using var message = session.Message!;
        session.Messages++;
        if (message.Fault is { } fault)
        {
            Log.Refused(logger, session.Key!.Tenant, $"{(int)fault.ReplyCode} {fault.Message}");
            return fault;
        }

        try
        {
            var submitter = Submitter.Of(session.Key!);
            var submission = new RawSubmission(message.Content, [.. session.Recipients]);

            // What was begun is finished, even if the door stops.
            var result = await intake.SubmitAsync(submitter, submission, idempotencyKey: null, CancellationToken.None, repeatKey: DoorRepeats.KeyOf(session, message.Content.Span));
            if (result.Id is { } id)
                return DoorReply.Of(250, "2.0.0", $"Ok: {(result.IsReplayed ? "already accepted" : "accepted")} as {id}");

            var refusal = RefusalOf(result);
            Log.Refused(logger, submitter.Tenant, $"{(int)refusal.ReplyCode} {refusal.Message}");
            return refusal;
        }
        catch (IntakeBusyException busy)
        {
            return DoorReply.Of(451, "4.3.2", busy.Message);
        }
        catch (QuotaExceededException used)
        {
            var later = DoorReply.Of(451, "4.7.1", used.Message);
            Log.Refused(logger, session.Key!.Tenant, $"{(int)later.ReplyCode} {later.Message}");
            return later;
        }
        catch (SubmissionInterruptedException interrupted)
        {
            Log.StorageFault(logger, interrupted);
            return DoorReply.Of(451, "4.3.0", "Storage failed half-way. Send the message again: what was accepted is not accepted twice.");
        }
        catch (Exception storage) when (IsOfStorage(storage))
        {
            Log.StorageFault(logger, storage);
            return DoorReply.Of(451, "4.3.0", Acceptance.StorageAway);
        }
#pragma warning disable CA1031 // The alternative is the library's 554, for which clients give up.
        catch (Exception unforeseen)
#pragma warning restore CA1031
        {
            Log.Unforeseen(logger, unforeseen);
            return DoorReply.Of(451, "4.3.0", "Internal error; the log has the details");
        }
    }

    internal static SmtpResponse RefusalOf(SubmissionResult result)
    {
        var words = string.Join("; ", result.Errors.Select(error => error.Field.Length == 0 ? $"The message {error.Message}" : $"{error.Field} {error.Message}"));
        var (code, enhanced) = result.Fault switch
        {
            EmailFault.TooLarge => (552, "5.3.4"),
            EmailFault.FromNotAllowed or EmailFault.RecipientNotAllowed => (550, "5.7.1"),
            EmailFault.NoEligibleProvider => (554, "5.3.5"),
            EmailFault.KeyInUse => (451, "4.3.0"),
            EmailFault.InvalidKey or EmailFault.KeyOfOtherRequest or EmailFault.IdTaken => (554, "5.5.0"),
            _ => (554, "5.6.0"),
        };
        return DoorReply.Of(code, enhanced, words);
    }

    private static partial class Log
    {
        [LoggerMessage(9206, LogLevel.Information, "The SMTP door refused a message of {Tenant}: {Reply}")]
        public static partial void Refused(ILogger logger, string tenant, string reply);

        [LoggerMessage(9207, LogLevel.Error, "The SMTP door could not accept a message for lack of storage")]
        public static partial void StorageFault(ILogger logger, Exception fault);

        [LoggerMessage(9208, LogLevel.Error, "The SMTP door could not accept a message")]
        public static partial void Unforeseen(ILogger logger, Exception fault);
    }
}
