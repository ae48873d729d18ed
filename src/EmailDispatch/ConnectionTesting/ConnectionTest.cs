using System.Net;
using System.Runtime.ExceptionServices;
using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;
using EmailDispatch.Smtp;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace EmailDispatch.ConnectionTesting;

/// <summary>
/// Tests a provider stage by stage on a new connection outside the pool, with a fresh DNS lookup, and closes it with QUIT. Each run makes at most one
/// login, because a rejected login may count toward an account lockout.
/// </summary>
public sealed class ConnectionTest
{
    // STARTTLS, its alternative where 587 is blocked, and TLS from the first byte.
    private static readonly (int Port, ProviderSecurity Security)[] SubmissionPorts =
        [(587, ProviderSecurity.StartTls), (2525, ProviderSecurity.StartTls), (465, ProviderSecurity.SslOnConnect)];

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly IReadOnlyList<(int Port, ProviderSecurity Security)> _ports;
    private readonly TimeProvider _time;
    private readonly ILogger<ConnectionTest> _logger;

    public ConnectionTest(TimeProvider time, ILogger<ConnectionTest> logger)
        : this(Dns.GetHostAddressesAsync, SubmissionPorts, time, logger)
    {
    }

    internal ConnectionTest(
        Func<string, CancellationToken, Task<IPAddress[]>> resolve, IReadOnlyList<(int Port, ProviderSecurity Security)> ports,
        TimeProvider time, ILogger<ConnectionTest> logger) =>
        (_resolve, _ports, _time, _logger) = (resolve, ports, time, logger);

    public static string SubjectFor(string provider) => $"Test message through {provider}";

    /// <summary>Runs the stages up to the first that fails.</summary>
    /// <param name="provider">The server and its settings.</param>
    /// <param name="findCredential">Called when the login is due; returns null for no login.</param>
    /// <param name="from">The sender for MAIL FROM; null skips that stage.</param>
    /// <param name="to">The recipient of a test message; null for no message. Requires <paramref name="from"/>.</param>
    /// <param name="sign">Signs the test message.</param>
    /// <param name="cancellationToken">Cancels the test.</param>
    public async Task<ConnectionTestResult> RunAsync(
        ProviderOptions provider, Func<CancellationToken, ValueTask<ProviderCredential?>> findCredential, EmailAddress? from, EmailAddress? to,
        Func<MimeMessage, CancellationToken, ValueTask> sign, CancellationToken cancellationToken)
    {
        var recorder = new ConnectionTestRecorder(provider, _time);
        IPAddress[] found = IPAddress.TryParse(provider.Host, out var literal) ? [literal] : [];
        var addresses = new AddressCache(
            async (host, cancellation) => found = SmtpConnector.Allowed(provider, await _resolve(host, cancellation)), _time);
        PooledConnection? connection = null;
        ProviderCredential? credential = null;
        ConnectionTestFailure? failure = null;
        var id = EmailId.New(_time);
        try
        {
            connection = await new SmtpConnector(addresses, _logger, _time).OpenAsync(provider, null, pace: null, recorder, cancellationToken);
            Describe(recorder, provider, connection);
            await LogInAsync();
            failure = await AskForSenderAsync(connection.Client, recorder, from, cancellationToken);
            if (failure is null && from is not null && to is not null)
                failure = await SendAsync(connection.Client, provider, recorder, id, from, to, sign, cancellationToken);
        }
        catch (SmtpSessionException fault)
        {
            failure = await ExplainAsync(fault, provider, recorder, found, cancellationToken);
        }
        catch (CredentialException fault)
        {
            failure = new ConnectionTestFailure(SmtpPhase.Auth, SmtpReply.None(FaultKind.SecretMissing, fault.Message));
        }
        catch (Exception fault) when (connection is not null && SessionFaults.ToReply(fault, cancellationToken) is { } reply)
        {
            failure = new ConnectionTestFailure(connection.Client.Phase, reply);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && Secrets().Apply(fault) is MaskedException masked)
        {
            throw masked;
        }
        finally
        {
            if (connection is not null)
                await connection.CloseAsync(_time);
        }

        if (found.Length > 0)
            recorder.Describe(ConnectionStage.Dns, string.Join(", ", found.Take(8).Select(a => a.ToString())));

        // Servers may quote what they reject, and not only during the login.
        var secrets = Secrets();
        failure = failure is null ? null : failure with { Reply = secrets.Apply(failure.Reply) };
        return new ConnectionTestResult([.. recorder.Finish(failure, to is not null).Select(s => s with { Detail = secrets.Apply(s.Detail) })], failure)
        {
            Id = id,
            CertificateExpiresAt = recorder.Certificate?.ExpiresAt,
        };

        SecretMask Secrets() => SecretMask.Of(credential, [.. new[] { from, to }.OfType<EmailAddress>().Select(a => a.Address)]);

        async Task LogInAsync()
        {
            recorder.Enter(ConnectionStage.Auth);
            connection.Client.Phase = SmtpPhase.Auth;
            credential = await findCredential(cancellationToken);
            if (credential is null)
            {
                recorder.Skip(ConnectionStage.Auth, "No login is configured.");
                return;
            }

            await LoginMechanism.LogInAsync(connection.Client, connection.Link, provider.Auth, credential, cancellationToken);
            recorder.Describe(ConnectionStage.Auth, recorder.LastReply);
        }
    }

    private static void Describe(ConnectionTestRecorder recorder, ProviderOptions provider, PooledConnection connection)
    {
        recorder.Describe(ConnectionStage.Connect, $"{connection.Link.Remote}: {recorder.Greeting}");
        if (provider.Security == ProviderSecurity.None)
            recorder.Skip(ConnectionStage.Tls, "Security is None.");
        else
            recorder.Describe(ConnectionStage.Tls, $"{connection.Client.SslProtocol}, {recorder.Certificate?.Words ?? "no certificate seen"}");
    }

    private static async Task<ConnectionTestFailure?> AskForSenderAsync(
        SubmissionClient client, ConnectionTestRecorder recorder, EmailAddress? from, CancellationToken cancellationToken)
    {
        if (from is null)
        {
            recorder.Skip(ConnectionStage.MailFrom, "No sender is known; give one in \"from\".");
            return null;
        }

        recorder.Enter(ConnectionStage.MailFrom);
        client.Phase = SmtpPhase.MailFrom;

        // RFC 6531 section 3.4: a non-ASCII local part requires SMTPUTF8.
        var local = from.Address[..from.Address.LastIndexOf('@')];
        var reply = await client.AskAsync($"MAIL FROM:<{local}@{from.AsciiDomain}>{(Ascii.IsValid(local) ? "" : " SMTPUTF8")}", cancellationToken);
        recorder.Describe(ConnectionStage.MailFrom, reply.ToString());
        if (reply.Code is < 200 or > 299)
            return new ConnectionTestFailure(SmtpPhase.MailFrom, reply);

        await client.AskAsync("RSET", cancellationToken);
        return null;
    }

    private static async Task<ConnectionTestFailure?> SendAsync(
        SubmissionClient client, ProviderOptions provider, ConnectionTestRecorder recorder, EmailId id, EmailAddress from, EmailAddress to,
        Func<MimeMessage, CancellationToken, ValueTask> sign, CancellationToken cancellationToken)
    {
        recorder.Enter(ConnectionStage.Send);
        var (sender, recipient) = (MessageComposer.ToMailbox(from), MessageComposer.ToMailbox(to));
        var email = new Email { From = from, To = [to], Subject = SubjectFor(provider.Name), Text = $"This message tests the provider {provider.Name}. Nothing needs to be done.\r\n" };
        using var message = MessageComposer.Compose(id, email, provider);
        await sign(message, cancellationToken);
        var result = await client.SubmitAsync(message, sender, [recipient], SendLimit.None, cancellationToken);
        if (result.Fault is { } fault)
            ExceptionDispatchInfo.Throw(fault);
        if (!result.Accepted)
            return new ConnectionTestFailure(result.Phase, result.Reply);

        recorder.Describe(ConnectionStage.Send, result.Reply.ToString());
        return null;
    }

    /// <summary>Explains why no session could be opened. If the server sent nothing, a second connection finds out what the port expects.</summary>
    private async Task<ConnectionTestFailure> ExplainAsync(
        SmtpSessionException fault, ProviderOptions provider, ConnectionTestRecorder recorder, IPAddress[] found, CancellationToken cancellationToken)
    {
        var failure = new ConnectionTestFailure(fault.Phase, fault.Reply);
        if (fault.Phase == SmtpPhase.Connect)
            return await WithOtherPortsAsync();
        if (fault.Phase != SmtpPhase.Greeting || fault.Reply.Code != 0)
            return failure;

        if (recorder.Certificate is { Fault: not FaultKind.None } refused)
            return failure with { Reply = SmtpReply.None(refused.Fault, refused.Words) };

        if (fault.Reply.Fault == FaultKind.StartTlsNotOffered)
            recorder.Enter(ConnectionStage.Tls);
        if (recorder.Greeting.Length > 0)
            return failure;

        // Any of the addresses will do: they serve the same port.
        var probe = new SecurityProbe(new IPEndPoint(found[0], provider.Port), provider.Host, _time);
        if (provider.Security != ProviderSecurity.SslOnConnect)
        {
            return await probe.ExpectsTlsAtOnceAsync(cancellationToken)
                ? failure with { Reply = SmtpReply.None(FaultKind.StartTlsOnImplicitTlsPort, fault.Reply.Text) }
                : await WithOtherPortsAsync();
        }

        return recorder.Current == ConnectionStage.Tls && await probe.ReadPlainGreetingAsync(cancellationToken) is { } greeting
            ? failure with { Reply = SmtpReply.None(FaultKind.ImplicitTlsOnStartTlsPort, $"Instead of a TLS handshake the server sent: {greeting}") }
            : await WithOtherPortsAsync();

        async Task<ConnectionTestFailure> WithOtherPortsAsync() =>
            failure with { Reply = fault.Reply.WithText($"{fault.Reply.Text}{await TryOtherPortsAsync(provider, found, cancellationToken)}") };
    }

    /// <summary>Tries the other submission ports at the same time, and says in a sentence which of them answer.</summary>
    private async Task<string> TryOtherPortsAsync(ProviderOptions provider, IPAddress[] found, CancellationToken cancellationToken)
    {
        var answers = await Task.WhenAll(_ports.Where(other => other.Port != provider.Port).Select(async other =>
        {
            var probe = new SecurityProbe(new IPEndPoint(found[0], other.Port), provider.Host, _time);
            var answers = other.Security == ProviderSecurity.SslOnConnect
                ? await probe.ExpectsTlsAtOnceAsync(cancellationToken)
                : await probe.ReadPlainGreetingAsync(cancellationToken) is not null;
            return (other.Port, other.Security, Answers: answers);
        }));
        var open = answers.Where(other => other.Answers).Select(other => $"{other.Port} ({other.Security})").ToList();
        if (open.Count > 0)
            return $" On this host, port {string.Join(" and ", open)} answers.";
        return answers.Length > 0 ? $" Ports {string.Join(", ", answers.Select(other => other.Port))} do not answer either." : "";
    }
}
