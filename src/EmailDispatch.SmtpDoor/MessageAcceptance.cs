using System.Buffers;
using Azure;
using Azure.Identity;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Providers.State;
using EmailDispatch.Senders;
using EmailDispatch.Smtp;
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
        if (message.Fault is { } unread)
        {
            Log.Refused(logger, session.Key!.Tenant, $"{(int)unread.ReplyCode} {unread.Message}");
            return unread;
        }

        try
        {
            var submitter = Submitter.Of(session.Key!);
            var submission = new RawSubmission(message.Content, [.. session.Recipients]);

            // What was begun is finished, even if the door stops.
            var result = await intake.SubmitAsync(submitter, submission, idempotencyKey: null, CancellationToken.None, repeatKey: DoorRepeats.KeyOf(session, message.Content.Span));
            if (result.Id is { } id)
                return DoorReply.Of(250, "2.0.0", $"Ok: {(result.IsReplayed ? "already accepted" : "accepted")} as {id}");

            // The words may have an address in them.
            var refusal = RefusalOf(result);
            Log.Refused(logger, submitter.Tenant, $"{(int)refusal.ReplyCode} {refusal.Message.Split(' ')[0]} {result.Fault}: {string.Join(", ", result.Errors.Select(error => error.Field))}");
            return refusal;
        }
#pragma warning disable CA1031 // The alternative is the library's 554, for which clients give up.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            var later = ReplyTo(fault);
            if (fault is QuotaExceededException)
                Log.Refused(logger, session.Key!.Tenant, $"{(int)later.ReplyCode} {later.Message}");
            else if (fault is SubmissionInterruptedException || IsOfStorage(fault))
                Log.StorageFault(logger, fault);
            else if (fault is not IntakeBusyException)
                Log.Unforeseen(logger, fault);
            return later;
        }
    }

    internal static SmtpResponse ReplyTo(Exception fault) => fault switch
    {
        QuotaExceededException => DoorReply.Of(451, "4.7.1", fault.Message),
        IntakeBusyException => DoorReply.Of(451, "4.3.1", fault.Message),
        SubmissionInterruptedException => DoorReply.Of(451, "4.3.0", "Storage failed half-way. Send the message again; with a Message-ID it is not accepted twice."),
        _ when IsOfStorage(fault) => DoorReply.Of(451, "4.3.0", Acceptance.StorageAway),
        _ => DoorReply.Of(451, "4.3.0", "Internal error; the log has the details"),
    };

    internal static SmtpResponse RefusalOf(SubmissionResult result)
    {
        var words = string.Join("; ", result.Errors.Select(error => error.Field is "" or RawReader.Field ? $"The message {error.Message}" : $"{error.Field} {error.Message}"));
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
