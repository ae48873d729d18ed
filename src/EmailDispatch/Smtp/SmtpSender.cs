using System.Net;
using System.Net.Sockets;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Configuration;
using MimeKit;

namespace EmailDispatch.Smtp;

/// <summary>
/// Sends one email through one provider. What goes wrong comes back as a value: this is the one place where exceptions of MailKit
/// and of sockets become replies.
/// </summary>
public sealed class SmtpSender(IConfiguration configuration)
{
    /// <summary>Sends an email to some of its recipients.</summary>
    /// <exception cref="OperationCanceledException">The host is stopping, and no recipient had been accepted yet.</exception>
    public async Task<SendResult> SendAsync(
        ProviderOptions provider, EmailId id, Email email, IReadOnlyList<EmailAddress> recipients, CancellationToken cancellationToken)
    {
        using var message = MessageComposer.Compose(id, email);
        using var client = new SubmissionClient { Timeout = (int)provider.CommandTimeout.TotalMilliseconds };
#pragma warning disable CA5359 // Only to the loopback interface: ProviderCatalogue sees to it.
        if (!provider.TlsVerify)
            client.ServerCertificateValidationCallback = (_, _, _, _) => true;
#pragma warning restore CA5359

        try
        {
            await ConnectAsync(client, provider, cancellationToken);
            await AuthenticateAsync(client, provider, cancellationToken);

            // From here on the provider may have accepted recipients: the host's wish to stop no longer interrupts.
            client.Phase = SmtpPhase.MailFrom;
            var text = await client.SendAsync(
                FormatOptions.Default,
                message,
                MessageComposer.ToMailbox(email.From),
                recipients.Select(MessageComposer.ToMailbox).ToList(),
                CancellationToken.None,
                client);
            var result = new SendResult(SmtpPhase.FinalDot, new SmtpReply(250, text.ReplaceLineEndings(" ")), client.Refused, Accepted: true);
            await QuitAsync(client);
            return result;
        }
        catch (SmtpCommandException refused)
        {
            var phase = refused.ErrorCode switch
            {
                SmtpErrorCode.SenderNotAccepted => SmtpPhase.MailFrom,
                SmtpErrorCode.RecipientNotAccepted => SmtpPhase.RcptTo,
                _ when client.Refused.Count == recipients.Count => SmtpPhase.RcptTo,
                _ => client.Phase,
            };
            await QuitAsync(client);
            return Failed(phase, SubmissionClient.ToReply(refused.StatusCode, refused.Message), client);
        }
        catch (AuthenticationException refused)
        {
            await QuitAsync(client);
            return Failed(SmtpPhase.Auth, ReadAuthenticationReply(refused.Message), client);
        }
        catch (Exception fault) when (IsFaultOfSession(fault, cancellationToken))
        {
            return Failed(client.Phase, new SmtpReply(0, fault.Message.ReplaceLineEndings(" ")), client);
        }
    }

    private static async Task ConnectAsync(SubmissionClient client, ProviderOptions provider, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(provider.ConnectTimeout);

        // A socket of our own: on one that MailKit opens, Nagle's algorithm against delayed acknowledgements
        // costs some 40 ms for every message larger than its write buffer.
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            client.Phase = SmtpPhase.Dns;
            var addresses = await Dns.GetHostAddressesAsync(provider.Host, timeout.Token);
            client.Phase = SmtpPhase.Connect;
            await socket.ConnectAsync(addresses, provider.Port, timeout.Token);
            client.Phase = SmtpPhase.Greeting;
            await client.ConnectAsync(socket, provider.Host, provider.Port, ToSocketOptions(provider.Security), timeout.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            socket.Dispose();
            throw new TimeoutException($"No answer within {provider.ConnectTimeout.TotalSeconds:0.#} s.");
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task AuthenticateAsync(SubmissionClient client, ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (provider.Username.Length == 0)
            return;

        client.Phase = SmtpPhase.Auth;
        var password = configuration[$"Secrets:{provider.Secret}"]
            ?? throw new AuthenticationException($"The secret '{provider.Secret}' is not set.");
        await client.AuthenticateAsync(provider.Username, password, cancellationToken);
    }

    private static SecureSocketOptions ToSocketOptions(ProviderSecurity security) => security switch
    {
        ProviderSecurity.StartTls => SecureSocketOptions.StartTls,
        ProviderSecurity.SslOnConnect => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };

    /// <summary>The message is out or refused: whether the server says goodbye changes nothing.</summary>
    private static async Task QuitAsync(SubmissionClient client)
    {
        try
        {
            await client.DisconnectAsync(quit: true, CancellationToken.None);
        }
        catch (Exception fault) when (IsFaultOfSession(fault, CancellationToken.None))
        {
            // Closed without an answer to QUIT, as many servers do.
        }
    }

    private static bool IsFaultOfSession(Exception fault, CancellationToken stopping) => fault switch
    {
        OperationCanceledException => !stopping.IsCancellationRequested,
        ProtocolException or SocketException or IOException or TimeoutException => true,
        // STARTTLS or a login mechanism that the server does not offer; a certificate that cannot be trusted.
        NotSupportedException or SslHandshakeException or SaslException => true,
        _ => false,
    };

    private static SendResult Failed(SmtpPhase phase, SmtpReply reply, SubmissionClient client) => new(phase, reply, client.Refused, Accepted: false);

    // MailKit puts the reply into the text: "535: 5.7.8 Authentication failed".
    private static SmtpReply ReadAuthenticationReply(string text) =>
        text.Length > 4 && text[3] == ':' && int.TryParse(text.AsSpan(0, 3), out var code) ? new SmtpReply(code, text[4..].Trim()) : new SmtpReply(0, text);
}
