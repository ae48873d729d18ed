using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Opens sessions and sends emails on them. All failures are returned as values, even the dispatcher's own, because what the server has already accepted
/// must not be lost. Two faults are not the provider's and are retried once each: a login rejected because the credential has changed since it was
/// read, and an idle connection that the server closed, logged out or does not answer any more, which shows at MAIL FROM.
/// </summary>
public sealed class SmtpSender(ProviderCredentials credentials, ConnectionPools pools, MessageSigner signer)
{
    /// <summary>Starts to open a session with a provider, or takes an idle connection.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="fresh">Do not use an idle connection, because one of them was dead.</param>
    /// <param name="cancellationToken">Cancels the opening.</param>
    internal SessionOpening Open(ProviderOptions provider, bool fresh, CancellationToken cancellationToken) =>
        new(pools.For(provider), credentials, provider, fresh, cancellationToken);

    /// <summary>Sends an email to some of its recipients on a connection, which is then returned to its pool.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="provider">The provider that it leads to.</param>
    /// <param name="reference">The email's id and tenant.</param>
    /// <param name="email">The email.</param>
    /// <param name="recipients">Those of its recipients that it is sent to.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="hasOther">Whether another provider could take the email, so that it need not wait long for a connection that may be dead.</param>
    /// <param name="cancellationToken">Cancels it before the first command.</param>
    /// <returns>
    /// Null if the server had closed or logged out the idle connection, or does not answer on it (<see cref="PooledConnection.IsSilent"/>): there was no
    /// DATA, and a fresh one is needed.
    /// </returns>
    /// <exception cref="OperationCanceledException">The host is stopping; the email was not sent.</exception>
    internal async Task<SendResult?> SubmitAsync(
        PooledConnection connection, ProviderOptions provider, EmailReference reference, Email email, IReadOnlyList<EmailAddress> recipients, SendLimit limit,
        bool hasOther, CancellationToken cancellationToken)
    {
        SendResult? result = null;
        var client = connection.Client;
        client.Phase = SmtpPhase.MailFrom;
        connection.IsSound = true;
        try
        {
            using (connection)
            {
                using var message = Compose(client, provider, reference, email);
                await signer.SignAsync(message, reference.Tenant, provider, cancellationToken);
                var sender = ReturnPath.Of(provider, reference) is { } path ? new MailboxAddress(null, path) : MessageComposer.ToMailbox(MessageComposer.SenderOf(email.From, provider));
                var mailboxes = recipients.Select(MessageComposer.ToMailbox).ToList();
                cancellationToken.ThrowIfCancellationRequested();
                connection.IsSound = false;
                connection.Messages++;

                // Replies to commands have this time, writing has the whole timeout, and the reply to the message more (SubmissionClient).
                var pool = pools.For(provider);
                var replyTimeout = pool.Pace.ReplyTimeout(mailboxes.Count);
                connection.Link.LimitReplies(connection.IsReused && hasOther ? pool.Pace.FirstReplyTimeout(mailboxes.Count) : replyTimeout);
                client.SenderAccepted = () => connection.Link.LimitReplies(replyTimeout);

                // From here on only the limit interrupts the session, not a stopping host: most sessions end in time.
                var answer = await client.SubmitAsync(message, sender, mailboxes, limit, CancellationToken.None);
                connection.IsSound = client.IsSound;
                if (answer is { Phase: < SmtpPhase.FinalDot, Reply.Fault: FaultKind.Timeout })
                    pool.Pace.ForgetReplies();
                connection.IsSilent = connection.IsReused && hasOther && answer is { Phase: SmtpPhase.MailFrom, Reply.Fault: FaultKind.Timeout };
                if (connection.IsSilent)
                    pool.DiscardIdle();
                if (connection.IsSilent || (connection.IsReused && client.WasOver))
                    return null;
                result = SecretMask.Of(connection.Credential, [sender.Address, .. recipients.Select(r => r.Address)]).Apply(answer);
            }
        }
#pragma warning disable CA1031 // The answer counts, even if its connection could not be given back.
        catch (Exception) when (result is not null)
        {
        }
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested || client.Phase == SmtpPhase.FinalDot)
#pragma warning restore CA1031
        {
            // A second fault, such as too little memory to report the first one, does not mean that the final dot was not sent.
            var phase = client.Phase == SmtpPhase.FinalDot ? SmtpPhase.FinalDot : SmtpPhase.Dns;
            return SendResult.Broken(phase, SecretMask.Of(connection.Credential).Apply(fault));
        }

        return result;
    }

    // What the server offers is known only now, and a signature must cover what is sent.
    private static MimeMessage Compose(SubmissionClient client, ProviderOptions provider, EmailReference reference, Email email)
    {
        var message = MessageComposer.Compose(reference.Id, email, provider);
        if (message.Body is not RawBody body || client.FindMissing(body) is null || RawEncoding.ToSevenBit(email.Raw) is not { } encoded)
            return message;

        message.Dispose();
        return MessageComposer.Compose(reference.Id, email with { Raw = encoded }, provider);
    }

    /// <summary>Whether a session could be opened without waiting in line.</summary>
    internal bool HasRoom(ProviderOptions provider) => pools.For(provider).HasFreeSlot;

    /// <summary>Whether sessions that others open take longer than usual, and no connection idles.</summary>
    internal bool IsSilent(ProviderOptions provider) => pools.For(provider) is { HasIdle: false, Pace.Silence.IsCompleted: true };

    /// <summary>Sends away the callers waiting for a connection to a provider, because it is now paused.</summary>
    public void SendLineAway(ProviderOptions provider) => pools.For(provider).SendLineAway();
}

/// <summary>
/// Limits how long a message may take. At the limit the connection is closed before the final dot, so nothing was sent. After the dot, the reply is
/// always awaited.
/// </summary>
/// <param name="MayFinish">Called once, right before the final dot. Returns false if another instance may be sending this email by now.</param>
/// <param name="GiveUp">Ends the session before the final dot, because the host has no more time.</param>
public sealed record SendLimit(Func<bool> MayFinish, CancellationToken GiveUp)
{
    /// <summary>No limit except the server timeouts.</summary>
    public static SendLimit None { get; } = new(() => true, CancellationToken.None);
}
