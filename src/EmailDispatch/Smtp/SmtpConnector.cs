using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using EmailDispatch.Outbound;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using MailKit;
using MailKit.Security;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Smtp;

/// <summary>Opens sessions: DNS, connection, greeting and TLS within the connect timeout, then the login.</summary>
internal sealed class SmtpConnector(AddressCache addresses, ILogger logger, TimeProvider time)
{
    /// <summary>
    /// Opens a session; without a login if <paramref name="credential"/> is null. An <paramref name="observer"/> replaces the protocol log.
    /// </summary>
    /// <exception cref="SmtpSessionException">The session could not be opened.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled.</exception>
    public async Task<PooledConnection> OpenAsync(
        ProviderOptions provider, ProviderCredential? credential, ISessionObserver? observer, CancellationToken cancellationToken)
    {
        var client = NewClient(provider, credential, observer);
        Socket? socket = null;
        try
        {
            socket = await ConnectAsync(client, provider, observer, cancellationToken);
            if (credential is not null)
                await LoginMechanism.LogInAsync(client, socket, provider.Auth, credential, cancellationToken);
            return new PooledConnection(client, socket, credential);
        }
        catch (Exception fault)
        {
            // A rejection leaves the connection open, and QUIT may take any time.
            client.Dispose();
            socket?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (SessionFaults.ToReply(fault, cancellationToken) is { } reply)
                throw new SmtpSessionException(client.Phase, SecretMask.Of(credential).Apply(IsSilentForTls(provider, client.Phase, reply) ? SmtpReply.None(FaultKind.StartTlsOnImplicitTlsPort, reply.Text) : reply), fault);
            throw;
        }
    }

    // RFC 8314 section 3.3: on this port the server waits for the TLS handshake.
    internal static bool IsSilentForTls(ProviderOptions provider, SmtpPhase phase, SmtpReply reply) =>
        provider.Port is 465 or 2465 && provider.Security != ProviderSecurity.SslOnConnect && phase == SmtpPhase.Greeting && reply.Fault == FaultKind.Timeout;

    /// <summary>The addresses of its host that a provider may use: a tenant's provider must not reach into the network of the dispatcher.</summary>
    public static IPAddress[] Allowed(ProviderOptions provider, IPAddress[] found) => provider.PublicHostOnly ? Array.FindAll(found, PublicAddress.Is) : found;

    private SubmissionClient NewClient(ProviderOptions provider, ProviderCredential? credential, ISessionObserver? observer)
    {
        IProtocolLogger log = observer is not null ? observer
            : provider.ProtocolLog && logger.IsEnabled(LogLevel.Debug) ? new ProtocolLog(provider.Name, SecretMask.Of(credential), logger) : new NullProtocolLogger();
        var validate = ValidationOf(provider);
        return new SubmissionClient(log)
        {
            Timeout = (int)provider.CommandTimeout.TotalMilliseconds,
            ServerCertificateValidationCallback = observer is null ? validate : Observed,
        };

        bool Observed(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
        {
            var accepted = validate?.Invoke(sender, certificate, chain, errors) ?? errors == SslPolicyErrors.None;
            observer.CertificateChecked(certificate, chain, errors, accepted);
            return accepted;
        }
    }

    private static RemoteCertificateValidationCallback? ValidationOf(ProviderOptions provider)
    {
        if (provider.CertificatePin.Length > 0)
            return (_, certificate, _, _) => CertificatePins.Match(provider.CertificatePin, certificate);
#pragma warning disable CA5359 // Only for the loopback interface: ProviderCatalogue checks that.
        return provider.TlsVerify ? null : (_, _, _, _) => true;
#pragma warning restore CA5359
    }

    private async Task<Socket> ConnectAsync(
        SubmissionClient client, ProviderOptions provider, ISessionObserver? observer, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(provider.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        Socket? socket = null;
        try
        {
            Enter(SmtpPhase.Dns);
            var found = await addresses.FindAsync(provider.Host, either.Token);
            if ((found = Allowed(provider, found)).Length == 0)
                throw new SocketException((int)SocketError.HostNotFound);
            Enter(SmtpPhase.Connect);
            socket = await ConnectAsync(provider, found, either.Token);
            Enter(SmtpPhase.Greeting);
            client.LocalDomain = ClientName.Of(provider, socket.LocalEndPoint);
            await client.ConnectAsync(socket, provider.Host, provider.Port, ToSocketOptions(provider.Security), either.Token);
            return socket;
        }
        catch (Exception fault)
        {
            socket?.Dispose();
            if (client.Phase == SmtpPhase.Connect)
                addresses.Forget(provider.Host);

            // Inside the TLS handshake, a cancellation is reported as a failed handshake.
            if (late.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
                throw new TimeoutException($"No answer within {provider.ConnectTimeout.TotalSeconds:0.#} s.", fault);
            throw;
        }

        void Enter(SmtpPhase phase)
        {
            client.Phase = phase;
            observer?.Enter(phase);
        }
    }

    /// <summary>Tries the addresses in turn, each with an equal share of what is left of the connect timeout.</summary>
    private async Task<Socket> ConnectAsync(ProviderOptions provider, IPAddress[] found, CancellationToken cancellationToken)
    {
        var began = time.GetTimestamp();
        for (var i = 0; ; i++)
        {
            var left = found.Length - i;
            var remaining = provider.ConnectTimeout - time.GetElapsedTime(began);
            using var share = new CancellationTokenSource(left > 1 && remaining > TimeSpan.Zero ? remaining / left : Timeout.InfiniteTimeSpan, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(share.Token, cancellationToken);

            // Our own socket: on MailKit's, Nagle's algorithm and delayed acknowledgements cost about 40 ms for each message larger than its write buffer.
            var socket = new Socket(found[i].AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(found[i], provider.Port, either.Token);
                return socket;
            }
            catch (Exception fault)
            {
                socket.Dispose();
                if (left == 1 || fault is not (SocketException or OperationCanceledException) || cancellationToken.IsCancellationRequested)
                    throw;
            }
        }
    }

    private static SecureSocketOptions ToSocketOptions(ProviderSecurity security) => security switch
    {
        ProviderSecurity.StartTls => SecureSocketOptions.StartTls,
        ProviderSecurity.SslOnConnect => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.None,
    };
}

/// <summary>Observes the opening of a session: its phases, its dialogue and the server's certificate.</summary>
internal interface ISessionObserver : IProtocolLogger
{
    void Enter(SmtpPhase phase);

    /// <summary>Called when the certificate was checked. The chain must not be used after the call.</summary>
    void CertificateChecked(X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors, bool accepted);
}

internal sealed class SmtpSessionException(SmtpPhase phase, SmtpReply reply, Exception fault) : Exception(reply.ToString(), fault)
{
    public SmtpPhase Phase => phase;

    public SmtpReply Reply => reply;

    /// <summary>Whether the login was rejected permanently, so another credential may help.</summary>
    public bool IsLoginRefused => phase == SmtpPhase.Auth && reply.IsPermanent;
}
