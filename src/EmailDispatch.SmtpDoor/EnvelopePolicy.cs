using EmailDispatch.Access;
using EmailDispatch.Emails;
using SmtpServer;
using SmtpServer.Mail;
using SmtpServer.Storage;

namespace EmailDispatch.SmtpDoor;

/// <summary>Decides about MAIL and RCPT what can be decided before the message. Which sender a key may use depends on the header, so it comes later.</summary>
internal sealed class EnvelopePolicy(KeyLogin login, KeyRates rates) : IMailboxFilter
{
    public async Task<bool> CanAcceptFromAsync(ISessionContext context, IMailbox from, int size, CancellationToken cancellationToken)
    {
        var session = DoorSession.Of(context);
        if (session.Stopping.IsCancellationRequested)
            throw DoorReply.Stopping;
        if (session.Messages >= session.Options.MaxMessagesPerConnection)
            throw DoorReply.Goodbye("4.7.0", "Too many messages in one connection; open another one");

        session.Key = await login.RenewAsync(session, cancellationToken);
        if (rates.Take(session.Key) is { IsWithin: false })
            throw DoorReply.Refusal(450, "4.7.1", KeyRefusals.OfRate(session.Key));
        session.IsUtf8 = session.Offered!.IsUtf8;
        session.Recipients.Clear();
        return true;
    }

    public Task<bool> CanDeliverToAsync(ISessionContext context, IMailbox to, IMailbox from, CancellationToken cancellationToken)
    {
        var session = DoorSession.Of(context);
        if (session.Recipients.Count >= EmailLimits.MaxRecipients)
            throw DoorReply.Refusal(452, "4.5.3", $"A message may have {EmailLimits.MaxRecipients} recipients");
        if (!EmailAddressParser.TryParse(session.OfferedRecipient, out _, out var fault))
            throw DoorReply.Refusal(501, "5.1.3", $"The recipient {fault}");
        if (session.Key!.Recipients is { RedirectTo: null } rules && !rules.Allow(session.OfferedRecipient))
            throw DoorReply.Refusal(550, "5.7.1", $"This API key may not send to this recipient; it may send to {rules}");
        session.Recipients.Add(session.OfferedRecipient);
        return Task.FromResult(true);
    }
}
