using System.Net;
using System.Text;
using MailKit.Security;

namespace MailKit.Net.Smtp;

/// <content>AUTH, RFC 4954.</content>
public partial class SmtpClient
{
    private const string BeforeAuthentication = "The SmtpClient must be connected before you can authenticate.";

    // Strongest first. The last two send the password itself.
    private static readonly (string Name, Func<NetworkCredential, Encoding, SaslMechanism> Create)[] Ranked =
    [
        ("CRAM-MD5", (credentials, _) => new SaslMechanismCramMd5(credentials)),
        ("PLAIN", (credentials, encoding) => new SaslMechanismPlain(encoding, credentials)),
        ("LOGIN", (credentials, encoding) => new SaslMechanismLogin(encoding, credentials)),
    ];

    public async Task AuthenticateAsync(SaslMechanism mechanism, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mechanism);
        RequireAuthenticable();
        cancellationToken.ThrowIfCancellationRequested();

        var outcome = await ExchangeAsync(mechanism, untilDone: false, cancellationToken);

        if (outcome.Accepted)
            IsAuthenticated = true;
        else if (outcome.TooWeak)
            throw new AuthenticationException(outcome.Reply.Response);
        else if (outcome.Fault is not null)
            throw new AuthenticationException(outcome.Text, outcome.Fault);
        else
            throw new AuthenticationException(outcome.Text);
    }

    public Task AuthenticateAsync(string userName, string password, CancellationToken cancellationToken = default) =>
        AuthenticateAsync(Encoding.UTF8, userName, password, cancellationToken);

    public Task AuthenticateAsync(
        Encoding encoding, string userName, string password, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(encoding);
        ArgumentNullException.ThrowIfNull(userName);
        ArgumentNullException.ThrowIfNull(password);

        return AuthenticateWithAnyAsync(encoding, new NetworkCredential(userName, password), cancellationToken);
    }

    /// <summary>Every mechanism that both sides know is tried; the last refusal is the one reported.</summary>
    private async Task AuthenticateWithAnyAsync(
        Encoding encoding, NetworkCredential credentials, CancellationToken cancellationToken)
    {
        RequireAuthenticable();
        var tried = false;
        AuthenticationException? refusal = null;

        foreach (var (name, create) in Ranked)
        {
            if (!AuthenticationMechanisms.Contains(name))
                continue;

            tried = true;
            cancellationToken.ThrowIfCancellationRequested();
            var outcome = await ExchangeAsync(create(credentials, encoding), untilDone: true, cancellationToken);

            if (outcome.Accepted)
            {
                IsAuthenticated = true;
                return;
            }

            if (!outcome.TooWeak)
                refusal = new AuthenticationException(outcome.Text, outcome.ToCommandException());
        }

        throw tried
            ? refusal ?? new AuthenticationException()
            : new NotSupportedException("No compatible authentication mechanisms found.");
    }

    private void RequireAuthenticable()
    {
        RequireConnection(BeforeAuthentication);

        if (IsAuthenticated)
            throw new InvalidOperationException("The SmtpClient is already authenticated.");

        if ((capabilities & SmtpCapabilities.Authentication) == 0)
            throw new NotSupportedException("The SMTP server does not support authentication.");
    }

    private async Task<SaslOutcome> ExchangeAsync(SaslMechanism mechanism, bool untilDone, CancellationToken cancellationToken)
    {
        var command = mechanism.SupportsInitialResponse
            ? $"AUTH {mechanism.MechanismName} {mechanism.Challenge(null, cancellationToken)}\r\n"
            : $"AUTH {mechanism.MechanismName}\r\n";

        detector.Begin();

        try
        {
            var reply = await SendCommandAsync(command, BeforeAuthentication, cancellationToken);

            if (reply.StatusCode == SmtpStatusCode.AuthenticationMechanismTooWeak)
                return new SaslOutcome(reply, TooWeak: true);

            try
            {
                while (reply.StatusCode == SmtpStatusCode.AuthenticationChallenge && !(untilDone && mechanism.IsAuthenticated))
                {
                    var answer = mechanism.Challenge(reply.Response, cancellationToken);
                    reply = await SendCommandAsync(answer + "\r\n", BeforeAuthentication, cancellationToken);
                }

                return new SaslOutcome(reply);
            }
            catch (SaslException fault)
            {
                // An empty answer fails the exchange, so that the server expects commands again.
                reply = await SendCommandAsync("\r\n", BeforeAuthentication, cancellationToken);

                return new SaslOutcome(reply, Fault: fault);
            }
        }
        finally
        {
            detector.End();
        }
    }
}
