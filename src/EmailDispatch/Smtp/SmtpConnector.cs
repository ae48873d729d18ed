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
internal sealed class SmtpConnector(AddressCache addresses, ILogger logger, TimeProvider time, Func<IPEndPoint, CancellationToken, Task<ServerLink>>? connect = null)
{
    // RFC 8305 section 5.
    private static readonly TimeSpan NextAddressAfter = TimeSpan.FromMilliseconds(250);

    /// <summary>
    /// Opens a session; without a login if <paramref name="credential"/> is null. The <paramref name="pace"/> learns how long replies take, and limits
    /// those to the login. An <paramref name="observer"/> replaces both it and the protocol log.
    /// </summary>
    /// <exception cref="SmtpSessionException">The session could not be opened.</exception>
    /// <exception cref="OperationCanceledException">The caller canceled.</exception>
    public async Task<PooledConnection> OpenAsync(
        ProviderOptions provider, ProviderCredential? credential, SessionPace? pace, ISessionObserver? observer, CancellationToken cancellationToken)
    {
        var client = NewClient(provider, credential, pace, observer);
        ServerLink? link = null;
        try
        {
            link = await ConnectAsync(client, provider, observer, cancellationToken);
            link.LimitReplies(pace?.ReplyTimeout(1) ?? provider.CommandTimeout);
            if (credential is not null)
                await LoginMechanism.LogInAsync(client, link, provider.Auth, credential, cancellationToken);
            return new PooledConnection(client, link, credential);
        }
        catch (Exception fault)
        {
            // A rejection leaves the connection open, and QUIT may take any time.
            client.Dispose();
            link?.Dispose();
            cancellationToken.ThrowIfCancellationRequested();
            if (SessionFaults.ToReply(fault, cancellationToken) is { } reply)
            {
                if (client.Phase == SmtpPhase.Auth && reply.Fault == FaultKind.Timeout)
                    pace?.ForgetReplies();
                throw new SmtpSessionException(client.Phase, SecretMask.Of(credential).Apply(IsSilentForTls(provider, client.Phase, reply) ? SmtpReply.None(FaultKind.StartTlsOnImplicitTlsPort, reply.Text) : reply), fault);
            }

            throw;
        }
    }

    // RFC 8314 section 3.3: on this port the server waits for the TLS handshake.
    internal static bool IsSilentForTls(ProviderOptions provider, SmtpPhase phase, SmtpReply reply) =>
        provider.Port is 465 or 2465 && provider.Security != ProviderSecurity.SslOnConnect && phase == SmtpPhase.Greeting && reply.Fault == FaultKind.Timeout;

    /// <summary>The addresses of its host that a provider may use: a tenant's provider must not reach into the network of the dispatcher.</summary>
    public static IPAddress[] Allowed(ProviderOptions provider, IPAddress[] found) => provider.PublicHostOnly ? Array.FindAll(found, PublicAddress.Is) : found;

    private SubmissionClient NewClient(ProviderOptions provider, ProviderCredential? credential, SessionPace? pace, ISessionObserver? observer)
    {
        IProtocolLogger log = observer is not null ? observer
            : provider.ProtocolLog && logger.IsEnabled(LogLevel.Debug) ? new ProtocolLog(provider.Name, SecretMask.Of(credential), logger) : new NullProtocolLogger();
        if (pace is not null && observer is null)
            log = new ReplyClock(log, pace, time);
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

    private async Task<ServerLink> ConnectAsync(
        SubmissionClient client, ProviderOptions provider, ISessionObserver? observer, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(provider.ConnectTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        ServerLink? link = null;
        try
        {
            Enter(SmtpPhase.Dns);
            var found = await addresses.FindAsync(provider.Host, either.Token);
            if ((found = Allowed(provider, found)).Length == 0)
                throw new SocketException((int)SocketError.HostNotFound);
            Enter(SmtpPhase.Connect);
            link = await ConnectAsync(provider, found, either.Token);
            Enter(SmtpPhase.Greeting);
            client.LocalDomain = ClientName.Of(provider, link.Local);
            await link.BeginAsync(client, provider.Host, provider.Port, ToSocketOptions(provider.Security), either.Token);
            return link;
        }
        catch (Exception fault)
        {
            link?.Dispose();
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

    /// <summary>
    /// Connects to the first address that answers, as RFC 8305 describes: the families alternate, and the next address is tried when one has failed or
    /// has not answered for 250 ms, or sooner if the connect timeout would not be enough for all.
    /// </summary>
    private async Task<ServerLink> ConnectAsync(ProviderOptions provider, IPAddress[] found, CancellationToken cancellationToken)
    {
        if (found is [var only])
            return await ConnectAsync(only, provider.Port, cancellationToken);

        var share = provider.ConnectTimeout / found.Length;
        var delay = share < NextAddressAfter ? share : NextAddressAfter;
        using var decided = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var untried = new Queue<IPAddress>(Alternate(found));
        var running = new List<Task<ServerLink>>();
        try
        {
            while (true)
            {
                running.Add(ConnectAsync(untried.Dequeue(), provider.Port, decided.Token));
                var next = Task.Delay(untried.Count > 0 ? delay : Timeout.InfiniteTimeSpan, time, decided.Token);
                while (await Task.WhenAny([.. running, next]) is Task<ServerLink> first)
                {
                    running.Remove(first);
                    if (first.IsCompletedSuccessfully || cancellationToken.IsCancellationRequested || (running.Count == 0 && untried.Count == 0))
                        return await first;
                    if (untried.Count > 0)
                        break;
                }

                cancellationToken.ThrowIfCancellationRequested();
            }
        }
        finally
        {
            await decided.CancelAsync();
            foreach (var late in running)
                _ = DiscardAsync(late);
        }
    }

    private static async Task DiscardAsync(Task<ServerLink> late)
    {
        await Task.WhenAny(late);
        if (late.IsCompletedSuccessfully)
            (await late).Dispose();
    }

    /// <summary>The addresses with their families in turns, each in its order and the first one first.</summary>
    internal static IEnumerable<IPAddress> Alternate(IPAddress[] found) => found
        .GroupBy(address => address.AddressFamily)
        .SelectMany((family, order) => family.Select((address, n) => (Address: address, Key: (n, order))))
        .OrderBy(address => address.Key)
        .Select(address => address.Address);

    private Task<ServerLink> ConnectAsync(IPAddress address, int port, CancellationToken cancellationToken) =>
        (connect ?? ServerLink.OpenAsync)(new IPEndPoint(address, port), cancellationToken);

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
