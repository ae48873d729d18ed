using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Sends one email through one provider. All failures are returned as values, even the dispatcher's own, because what the server has already accepted
/// must not be lost. Two faults are not the provider's and are retried once each: a login rejected because the credential has changed since it was
/// read, and an idle connection that the server closed or logged out, which shows at MAIL FROM.
/// </summary>
public sealed class SmtpSender(ProviderCredentials credentials, ConnectionPools pools, MessageSigner signer)
{
    /// <summary>Sends an email to some of its recipients.</summary>
    /// <exception cref="OperationCanceledException">The host is stopping; the email was not sent.</exception>
    public async Task<SendResult> SendAsync(
        ProviderOptions provider, EmailReference reference, Email email, IReadOnlyList<EmailAddress> recipients, SendLimit limit, CancellationToken cancellationToken)
    {
        ProviderCredential? credential = null;
        try
        {
            using var message = MessageComposer.Compose(reference.Id, email, provider);
            await signer.SignAsync(message, reference.Tenant, provider, cancellationToken);
            var sender = ReturnPath.Of(provider, reference) is { } path ? new MailboxAddress(null, path) : message.From.Mailboxes.Single();
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
            return SendResult.Failed(fault.Phase, fault.Reply);
        }
        catch (CredentialException fault)
        {
            return SendResult.Failed(SmtpPhase.Auth, SmtpReply.None(FaultKind.SecretMissing, fault.Message));
        }
#pragma warning disable CA1031 // The result carries it.
        catch (Exception fault) when (fault is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return SendResult.Broken(SmtpPhase.Dns, SecretMask.Of(credential).Apply(fault));
        }
    }

    /// <summary>Sends away the callers waiting for a connection to a provider, because it is now paused.</summary>
    public void SendLineAway(ProviderOptions provider) => pools.For(provider).SendLineAway();

    private async Task<SendResult> SendAsync(
        ProviderOptions provider, ProviderCredential? credential, MimeMessage message, MailboxAddress sender, List<MailboxAddress> recipients,
        SendLimit limit, CancellationToken cancellationToken)
    {
        var pool = pools.For(provider);
        return await TrySubmitAsync(pool, credential, fresh: false, message, sender, recipients, limit, cancellationToken)
            ?? (await TrySubmitAsync(pool, credential, fresh: true, message, sender, recipients, limit, cancellationToken))!;
    }

    /// <summary>Submits the message; returns null if the server had closed or logged out the idle connection.</summary>
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
            if (connection is null)
                return SendResult.NoConnection(wasSentAway);

            client = connection.Client;
            client.Phase = SmtpPhase.MailFrom;
            cancellationToken.ThrowIfCancellationRequested();
            connection.Messages++;

            // From here on only the limit interrupts the session, not a stopping host: most sessions end in time.
            var answer = await client.SubmitAsync(message, sender, recipients, limit, CancellationToken.None);
            connection.IsSound = client.IsSound;
            if (connection.IsReused && client.WasOver)
                return null;
            result = SecretMask.Of(connection.Credential, [sender.Address, .. recipients.Select(r => r.Address)]).Apply(answer);
        }
#pragma warning disable CA1031 // The answer counts, even if its connection could not be given back.
        catch (Exception) when (result is not null)
        {
        }
        catch (Exception fault) when (client?.Phase == SmtpPhase.FinalDot)
#pragma warning restore CA1031
        {
            // A second fault, such as too little memory to report the first one, does not mean that the final dot was not sent.
            return SendResult.Broken(SmtpPhase.FinalDot, SecretMask.Of(credential).Apply(fault));
        }

        return result;
    }
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
