using System.Net;
using System.Net.Sockets;
using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;
using EmailDispatch.Smtp;
using MailKit.Net.Smtp;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace EmailDispatch.ConnectionTesting;

/// <summary>
/// Tries a provider out on a connection of its own, stage by stage, and says goodbye on it. Names are looked up anew, nothing of the pool
/// is used, and one run makes at most one login: a refusal counts towards the provider's lock of the account.
/// </summary>
public sealed class ConnectionTest
{
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);

    private readonly Func<string, CancellationToken, Task<IPAddress[]>> _resolve;
    private readonly TimeProvider _time;
    private readonly ILogger<ConnectionTest> _logger;

    /// <summary>Tests by the system's name resolution.</summary>
    public ConnectionTest(TimeProvider time, ILogger<ConnectionTest> logger)
        : this(Dns.GetHostAddressesAsync, time, logger)
    {
    }

    internal ConnectionTest(Func<string, CancellationToken, Task<IPAddress[]>> resolve, TimeProvider time, ILogger<ConnectionTest> logger) =>
        (_resolve, _time, _logger) = (resolve, time, logger);

    /// <summary>Runs the stages up to the first that fails.</summary>
    /// <param name="provider">Where to connect to, and how.</param>
    /// <param name="findCredential">Asked when the login is due; answers null where there is none.</param>
    /// <param name="from">The sender for MAIL FROM; null passes that stage over.</param>
    /// <param name="to">Who gets a test message; null for none. Needs <paramref name="from"/>.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException">The caller gave up.</exception>
    public async Task<ConnectionTestResult> RunAsync(
        ProviderOptions provider, Func<CancellationToken, ValueTask<ProviderCredential?>> findCredential, EmailAddress? from, EmailAddress? to,
        CancellationToken cancellationToken)
    {
        var recorder = new ConnectionTestRecorder(provider, _time);
        IPAddress[] found = IPAddress.TryParse(provider.Host, out var literal) ? [literal] : [];
        var addresses = new AddressCache(
            async (host, cancellation) => found = await _resolve(host, cancellation), _time);
        PooledConnection? connection = null;
        ProviderCredential? credential = null;
        ConnectionTestFailure? failure;
        var id = EmailId.New(_time);
        try
        {
            connection = await new SmtpConnector(addresses, _logger, _time).OpenAsync(provider, null, recorder, cancellationToken);
            var client = connection.Client;
            Describe(recorder, provider, connection);
            failure = await LogInAsync(client, connection.Socket, provider, recorder, FindAsync, cancellationToken)
                ?? await AskForSenderAsync(client, recorder, from, cancellationToken)
                ?? (to is null || from is null ? null : await SendAsync(client, provider, recorder, id, from, to, cancellationToken));
        }
        catch (SmtpSessionException fault)
        {
            failure = await ExplainAsync(fault, provider, recorder, found, cancellationToken);
        }
        catch (Exception fault) when (fault is not OperationCanceledException && Secrets().Apply(fault) is MaskedException masked)
        {
            throw masked;
        }
        finally
        {
            if (connection is not null)
                await CloseAsync(connection);
        }

        Describe(recorder, found);

        // Some servers quote what they refuse, and not only at the login.
        var secrets = Secrets();
        failure = failure is null ? null : failure with { Reply = secrets.Apply(failure.Reply) };
        return new ConnectionTestResult([.. recorder.Finish(failure, to is not null).Select(s => s with { Detail = secrets.Apply(s.Detail) })], failure) { Id = id };

        SecretMask Secrets() => SecretMask.Of(credential, [.. new[] { from, to }.OfType<EmailAddress>().Select(a => a.Address)]);

        async ValueTask<ProviderCredential?> FindAsync(CancellationToken cancellation) => credential = await findCredential(cancellation);
    }

    private static void Describe(ConnectionTestRecorder recorder, IPAddress[] found)
    {
        if (found.Length > 0)
            recorder.Describe(ConnectionStage.Dns, string.Join(", ", found.Take(8).Select(a => a.ToString())));
    }

    private static void Describe(ConnectionTestRecorder recorder, ProviderOptions provider, PooledConnection connection)
    {
        recorder.Describe(ConnectionStage.Connect, $"{connection.Socket.RemoteEndPoint}: {recorder.Greeting}");
        if (provider.Security == ProviderSecurity.None)
            recorder.Skip(ConnectionStage.Tls, "Security is None.");
        else
            recorder.Describe(ConnectionStage.Tls, $"{connection.Client.SslProtocol}, {recorder.Certificate?.Words ?? "no certificate seen"}");
    }

    /// <summary>The subject of a test message.</summary>
    public static string SubjectFor(string provider) => $"Test message through {provider}";

    private static async Task<ConnectionTestFailure?> LogInAsync(
        SubmissionClient client, Socket socket, ProviderOptions provider, ConnectionTestRecorder recorder,
        Func<CancellationToken, ValueTask<ProviderCredential?>> findCredential, CancellationToken cancellationToken)
    {
        ProviderCredential? credential = null;
        try
        {
            recorder.Enter(ConnectionStage.Auth);
            client.Phase = SmtpPhase.Auth;
            credential = await findCredential(cancellationToken);
            if (credential is null)
            {
                recorder.Skip(ConnectionStage.Auth, "No login is configured.");
                return null;
            }

            var isLoopback = socket.RemoteEndPoint is IPEndPoint { Address: var address } && IPAddress.IsLoopback(address);
            await client.AuthenticateAsync(LoginMechanism.Choose(client, provider.Auth, credential, isLoopback), cancellationToken);
            recorder.Describe(ConnectionStage.Auth, recorder.LastReply);
            return null;
        }
        catch (CredentialException fault)
        {
            return new ConnectionTestFailure(SmtpPhase.Auth, new SmtpReply(0, fault.Message)) { LacksCredential = true };
        }
        catch (Exception fault) when (SessionFaults.ToReply(fault, cancellationToken) is { } reply)
        {
            return NewFailure(SmtpPhase.Auth, reply, fault);
        }
    }

    private static async Task<ConnectionTestFailure?> AskForSenderAsync(
        SubmissionClient client, ConnectionTestRecorder recorder, EmailAddress? from, CancellationToken cancellationToken)
    {
        if (from is null)
        {
            recorder.Skip(ConnectionStage.MailFrom, "No sender is known; give one in \"from\".");
            return null;
        }

        try
        {
            recorder.Enter(ConnectionStage.MailFrom);
            client.Phase = SmtpPhase.MailFrom;

            // RFC 6531 section 3.4: a local part beyond ASCII must be announced.
            var local = from.Address[..from.Address.LastIndexOf('@')];
            var reply = await client.AskAsync($"MAIL FROM:<{local}@{from.AsciiDomain}>{(Ascii.IsValid(local) ? "" : " SMTPUTF8")}", cancellationToken);
            recorder.Describe(ConnectionStage.MailFrom, reply.ToString());
            if (reply.Code is < 200 or > 299)
                return new ConnectionTestFailure(SmtpPhase.MailFrom, reply);

            await client.AskAsync("RSET", cancellationToken);
            return null;
        }
        catch (Exception fault) when (SessionFaults.ToReply(fault, cancellationToken) is { } reply)
        {
            return NewFailure(SmtpPhase.MailFrom, reply, fault);
        }
    }

    private async Task<ConnectionTestFailure?> SendAsync(
        SubmissionClient client, ProviderOptions provider, ConnectionTestRecorder recorder, EmailId id, EmailAddress from, EmailAddress to,
        CancellationToken cancellationToken)
    {
        recorder.Enter(ConnectionStage.Send);
        var (sender, recipient) = (MessageComposer.ToMailbox(from), MessageComposer.ToMailbox(to));
        using var message = new MimeMessage { Date = _time.GetUtcNow(), Subject = SubjectFor(provider.Name) };
        message.MessageId = $"{id}@{from.AsciiDomain}";
        message.From.Add(sender);
        message.To.Add(recipient);
        message.Body = MessageComposer.ComposeText("plain", $"This message tests the provider {provider.Name}. Nothing needs to be done.\r\n");
        try
        {
            var text = await client.SubmitAsync(message, sender, [recipient], SendLimit.None, cancellationToken);
            recorder.Describe(ConnectionStage.Send, new SmtpReply(250, text.ReplaceLineEndings(" ")).ToString());
            return null;
        }
        catch (Exception fault) when (SessionFaults.ToReply(fault, cancellationToken) is { } reply)
        {
            if (client.Phase == SmtpPhase.FinalDot && reply.Code is >= 200 and < 300)
            {
                recorder.Describe(ConnectionStage.Send, reply.ToString());
                return null;
            }

            if (client.Refused.Count > 0)
                return new ConnectionTestFailure(SmtpPhase.RcptTo, client.Refused.Values.First());
            var phase = fault is SmtpCommandException { ErrorCode: SmtpErrorCode.SenderNotAccepted } ? SmtpPhase.MailFrom : client.Phase;
            return NewFailure(phase, reply, fault);
        }
    }

    private async Task<ConnectionTestFailure> ExplainAsync(
        SmtpSessionException fault, ProviderOptions provider, ConnectionTestRecorder recorder, IPAddress[] found, CancellationToken cancellationToken)
    {
        var failure = NewFailure(fault.Phase, fault.Reply, fault.InnerException!);
        if (fault.Phase != SmtpPhase.Greeting || fault.Reply.Code != 0)
            return failure;

        if (recorder.Certificate is { Faults: not CertificateFaults.None } refused)
            return failure with { Reply = new SmtpReply(0, refused.Words), Certificate = refused.Faults };

        // Greeted, and no farther for want of the extension.
        if (fault.InnerException is NotSupportedException && provider.Security == ProviderSecurity.StartTls)
        {
            recorder.Enter(ConnectionStage.Tls);
            return failure with { LacksStartTls = true };
        }

        if (recorder.Greeting.Length > 0)
            return failure;

        // The first address is as good as any: they serve the same port.
        var probe = new SecurityProbe(new IPEndPoint(found[0], provider.Port), provider.Host, _time);
        if (provider.Security != ProviderSecurity.SslOnConnect)
            return failure with { ExpectsTlsAtOnce = await probe.ExpectsTlsAtOnceAsync(cancellationToken) };
        if (recorder.Current == ConnectionStage.Tls && await probe.ReadPlainGreetingAsync(cancellationToken) is { } greeting)
            return failure with { GreetsInPlainText = true, Reply = new SmtpReply(0, $"Instead of a TLS handshake the server sent: {greeting}") };
        return failure;
    }

    private static ConnectionTestFailure NewFailure(SmtpPhase phase, SmtpReply reply, Exception fault) => new(phase, reply)
    {
        SocketError = (fault as SocketException ?? fault.InnerException as SocketException)?.SocketErrorCode ?? SocketError.Success,
        TimedOut = fault is TimeoutException or OperationCanceledException or IOException { InnerException: TimeoutException },
    };

    private async Task CloseAsync(PooledConnection connection)
    {
        try
        {
            using var late = new CancellationTokenSource(QuitTimeout, _time);
            if (connection.Client.IsConnected)
                await connection.Client.DisconnectAsync(quit: true, late.Token);
        }
        catch (Exception fault) when (SessionFaults.ToReply(fault, CancellationToken.None) is not null)
        {
            // Closed without an answer to QUIT, as many servers do.
        }
        finally
        {
            connection.Client.Dispose();
            connection.Socket.Dispose();
        }
    }
}
