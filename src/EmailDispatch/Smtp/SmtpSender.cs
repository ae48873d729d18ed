using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;
using MailKit.Net.Smtp;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Sends one email through one provider. What goes wrong comes back as a value, our own faults as well: what the server has accepted by then
/// must not be forgotten for them.
/// <para>
/// Two faults are none of the provider's and are made up for here, once each: a login refused with a credential that has changed since it
/// was read, and a connection that the server closed or logged out while it idled, which shows at MAIL FROM.
/// </para>
/// </summary>
public sealed class SmtpSender(ProviderCredentials credentials, ConnectionPools pools)
{
    /// <summary>Sends an email to some of its recipients.</summary>
    /// <exception cref="OperationCanceledException">The host is stopping; the provider has not got the email.</exception>
    public async Task<SendResult> SendAsync(
        ProviderOptions provider, EmailId id, Email email, IReadOnlyList<EmailAddress> recipients, SendLimit limit, CancellationToken cancellationToken)
    {
        ProviderCredential? credential = null;
        try
        {
            using var message = MessageComposer.Compose(id, email, provider);
            var sender = message.From.Mailboxes.Single();
            var mailboxes = recipients.Select(MessageComposer.ToMailbox).ToList();
            credential = await credentials.GetAsync(provider, cancellationToken);
            try
            {
                return await SendAsync(provider, credential, message, sender, mailboxes, limit, cancellationToken);
            }
            catch (SmtpSessionException refused) when (refused.IsLoginRefused && credential is not null)
            {
                var renewed = await credentials.RefreshAsync(provider, credential, cancellationToken);
                if (renewed == credential)
                    throw;
                credential = renewed;
                return await SendAsync(provider, credential, message, sender, mailboxes, limit, cancellationToken);
            }
        }
        catch (SmtpSessionException fault)
        {
            return NotSent(fault.Phase, fault.Reply);
        }
        catch (CredentialException fault)
        {
            return NotSent(SmtpPhase.Auth, new SmtpReply(0, fault.Message));
        }
#pragma warning disable CA1031 // Its caller is told.
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return SendResult.Broken(SmtpPhase.Dns, SecretMask.Of(credential).Apply(fault), new Dictionary<string, SmtpReply>());
        }
    }

    /// <summary>Those who wait for a connection to a provider get none, at once, because it is not to be used now.</summary>
    public void SendLineAway(ProviderOptions provider) => pools.For(provider).SendLineAway();

    private async Task<SendResult> SendAsync(
        ProviderOptions provider, ProviderCredential? credential, MimeMessage message, MailboxAddress sender, List<MailboxAddress> recipients,
        SendLimit limit, CancellationToken cancellationToken)
    {
        var pool = pools.For(provider);
        return await TrySubmitAsync(pool, credential, fresh: false, message, sender, recipients, limit, cancellationToken)
            ?? (await TrySubmitAsync(pool, credential, fresh: true, message, sender, recipients, limit, cancellationToken))!;
    }

    /// <summary>Null where the server had done with the connection before.</summary>
    private static async Task<SendResult?> TrySubmitAsync(
        ConnectionPool pool, ProviderCredential? credential, bool fresh, MimeMessage message, MailboxAddress sender, List<MailboxAddress> recipients,
        SendLimit limit, CancellationToken cancellationToken)
    {
        SendResult? result = null;
        SubmissionClient? client = null;
        try
        {
            var (rented, wasSentAway) = await pool.RentAsync(credential, fresh, cancellationToken);
            using var connection = rented;
            client = connection?.Client;
            result = connection is null ? SendResult.NoConnection(wasSentAway) : await TrySubmitAsync(connection, message, sender, recipients, limit, cancellationToken);
        }
#pragma warning disable CA1031 // The answer counts, not that its connection could not be given back.
        catch (Exception) when (result is not null)
        {
        }
        catch (Exception fault) when (client?.Phase == SmtpPhase.FinalDot)
#pragma warning restore CA1031
        {
            // A fault upon a fault, such as too little memory to tell of it, does not make the final dot unsent.
            return SendResult.Broken(SmtpPhase.FinalDot, SecretMask.Of(credential).Apply(fault), new Dictionary<string, SmtpReply>());
        }

        return result;
    }

    /// <summary>Null where the server had done with the connection before.</summary>
    private static async Task<SendResult?> TrySubmitAsync(
        PooledConnection connection, MimeMessage message, MailboxAddress sender, List<MailboxAddress> recipients, SendLimit limit,
        CancellationToken cancellationToken)
    {
        var client = connection.Client;
        client.Phase = SmtpPhase.MailFrom;
        cancellationToken.ThrowIfCancellationRequested();
        var secrets = SecretMask.Of(connection.Credential, [sender.Address, .. recipients.Select(r => r.Address)]);
        connection.Messages++;
        try
        {
            // From here on the host's wish to stop does not interrupt, only the limit does: most sessions end in time.
            var text = await client.SubmitAsync(message, sender, recipients, limit, CancellationToken.None);
            connection.IsSound = true;
            return new SendResult(SmtpPhase.FinalDot, secrets.Apply(new SmtpReply(250, text.ReplaceLineEndings(" "))), RefusedOf(client, secrets), Accepted: true);
        }
        catch (Exception) when (client.WasStopped)
        {
            limit.GiveUp.ThrowIfCancellationRequested();
            return SendResult.Stopped;
        }
        catch (Exception fault) when (SessionFaults.ToReply(fault, CancellationToken.None) is { } reply)
        {
            var phase = fault is SmtpCommandException refused ? PhaseOf(refused, client, recipients.Count) : client.Phase;

            // RFC 5321 section 4.3.2: the first digit decides, and MailKit knows 250 only.
            if (phase == SmtpPhase.FinalDot && reply.Code is >= 200 and < 300)
            {
                connection.IsSound = true;
                return new SendResult(phase, secrets.Apply(reply), RefusedOf(client, secrets), Accepted: true);
            }

            // RFC 5321 section 3.8: after 421 the channel is closed.
            connection.IsSound = fault is SmtpCommandException or NotSupportedException && reply.Code != 421;
            var wasOver = connection.IsReused && phase == SmtpPhase.MailFrom && (reply.Code is 421 or 530 || SessionFaults.IsClosed(fault));
            return wasOver ? null : new SendResult(phase, secrets.Apply(reply), RefusedOf(client, secrets), Accepted: false);
        }
#pragma warning disable CA1031 // Its caller is told.
        catch (Exception fault)
#pragma warning restore CA1031
        {
            connection.IsSound = false;
            return SendResult.Broken(client.Phase, secrets.Apply(fault), RefusedOf(client, secrets));
        }
    }

    private static Dictionary<string, SmtpReply> RefusedOf(SubmissionClient client, SecretMask secrets) =>
        client.Refused.ToDictionary(refusal => refusal.Key, refusal => secrets.Apply(refusal.Value), StringComparer.OrdinalIgnoreCase);

    private static SmtpPhase PhaseOf(SmtpCommandException refused, SubmissionClient client, int recipients) => refused.ErrorCode switch
    {
        SmtpErrorCode.SenderNotAccepted => SmtpPhase.MailFrom,
        SmtpErrorCode.RecipientNotAccepted => SmtpPhase.RcptTo,
        _ when client.Refused.Count == recipients => SmtpPhase.RcptTo,
        _ => client.Phase,
    };

    private static SendResult NotSent(SmtpPhase phase, SmtpReply reply) => new(phase, reply, new Dictionary<string, SmtpReply>(), Accepted: false);
}

/// <summary>
/// Until when a message may still be completed. Before the final dot a provider has accepted nothing: the connection is closed and
/// nothing was sent. After it, the answer is awaited whatever happens.
/// </summary>
/// <param name="MayFinish">Asked once, right before the final dot. No means that another instance may be sending this email by now.</param>
/// <param name="GiveUp">Ends the session wherever it is before the final dot, because the host has no more time.</param>
public sealed record SendLimit(Func<bool> MayFinish, CancellationToken GiveUp)
{
    /// <summary>A message that may take as long as the server's timeouts allow.</summary>
    public static SendLimit None { get; } = new(() => true, CancellationToken.None);
}
