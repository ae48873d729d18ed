using EmailDispatch.Access;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;
using SmtpServer;
using SmtpServer.Authentication;

namespace EmailDispatch.SmtpDoor;

/// <summary>Logs a client in: the password is an API key with the scope send, the user name is not looked at. The same rules as over HTTP.</summary>
internal sealed partial class KeyLogin(ApiKeys keys, KeyUses uses, FailedLogins failed, ILogger<KeyLogin> logger) : IUserAuthenticator
{
    private const int MaxFailures = 5;

    private static readonly TimeSpan Delay = TimeSpan.FromSeconds(1);

    public async Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken)
    {
        var session = DoorSession.Of(context);
        if (failed.Refuses(session.Address))
            throw DoorReply.Goodbye("4.7.0", "Too many failed logins from your address; try again later");

        var (key, refusal) = await FindAsync(session, password, cancellationToken);
        if (refusal is not null)
        {
            failed.Add(session.Address);
            Log.Refused(logger, session.Address?.ToString() ?? "unknown", refusal);
            await Task.Delay(Delay * ++session.FailedLogins, session.Time, cancellationToken);
            throw session.FailedLogins < MaxFailures ? DoorReply.Refusal(535, "5.7.8", refusal) : DoorReply.Goodbye("5.7.8", refusal, 535);
        }

        session.PresentedKey = password;
        await uses.NoteAsync(key!, cancellationToken);
        return true;
    }

    /// <summary>Finds the key of a session again, for it may have been revoked since.</summary>
    public async Task<ApiKey> RenewAsync(DoorSession session, CancellationToken cancellationToken) =>
        await FindAsync(session, session.PresentedKey, cancellationToken) switch
        {
            (var key, null) => key!,
            (_, var refusal) => throw DoorReply.Goodbye("5.7.8", refusal, 535),
        };

    private async Task<(ApiKey? Key, string? Refusal)> FindAsync(DoorSession session, string presented, CancellationToken cancellationToken)
    {
        ApiKey? key;
        try
        {
            key = await keys.FindAsync(presented, cancellationToken);
        }
        catch (CredentialException fault)
        {
            Log.Unread(logger, fault);
            throw DoorReply.Refusal(454, "4.7.0", KeyRefusals.Unreadable);
        }
        catch (Exception fault) when (MessageAcceptance.IsOfStorage(fault))
        {
            Log.Unread(logger, fault);
            throw DoorReply.Refusal(454, "4.7.0", "Storage cannot be reached. Try again.");
        }

        return key is null ? (null, KeyRefusals.Unknown)
            : !key.MayBeUsedFrom(session.Address) ? (null, KeyRefusals.OfAddress(session.Address))
            : !key.Allows(Scopes.Send) ? (null, KeyRefusals.OfScope(key, Scopes.Send))
            : (key, null);
    }

    private static partial class Log
    {
        [LoggerMessage(9204, LogLevel.Warning, "A login at the SMTP door from {Address} failed: {Reason}")]
        public static partial void Refused(ILogger logger, string address, string reason);

        [LoggerMessage(9205, LogLevel.Error, "A login at the SMTP door could not be checked")]
        public static partial void Unread(ILogger logger, Exception fault);
    }
}
