using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Sandbox;

/// <summary>
/// An SMTP server on 127.0.0.1 that delivers nothing. It keeps the emails it accepts in <see cref="Inbox"/> and fails on request: by
/// <see cref="FaultAddresses"/>, by <see cref="Behaviour"/>, or by a script (<see cref="On(SandboxPhase, SmtpScript)"/>).
/// </summary>
public sealed partial class SandboxServer : IAsyncDisposable
{
    internal const string HostName = "sandbox.test";

    private const int KeptSessions = 1_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock _guard = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ListeningPort _port;
    private readonly X509Certificate2? _ownCertificate;
    private readonly HashSet<Task> _running = [];
    private readonly Queue<SmtpSessionLog> _sessions = [];
    private readonly Queue<Exception> _failures = [];
    private readonly ChangeSignal _changed = new();
    private Task _accepting = Task.CompletedTask;
    private SandboxBehaviour _behaviour = SandboxBehaviour.Closed;
    private int _opened;
    private int _closed;
    private bool _disposed;

    private SandboxServer(SandboxServerOptions options)
    {
        Options = options;
        Inbox = options.Inbox ?? new SandboxInbox();
        Faults = new FaultAddresses(options.Faults, options.Time);
        _port = new ListeningPort(options.Port);
        KeyAndCertificate = options.Certificate ?? (_ownCertificate = SandboxCertificate.Create(options.Time));
    }

    public SandboxServerOptions Options { get; }

    public SandboxInbox Inbox { get; }

    public string Host { get; } = "127.0.0.1";

    /// <summary>The port in use, even if the options ask for any free port.</summary>
    public int Port => _port.Number;

    /// <summary>The certificate without its key, for a client to trust; used only with TLS.</summary>
    public X509Certificate2 Certificate => X509CertificateLoader.LoadCertificate(KeyAndCertificate.RawData);

    public int OpenedConnections => Volatile.Read(ref _opened);

    public int ClosedConnections => Volatile.Read(ref _closed);

    public int OpenConnections => OpenedConnections - ClosedConnections;

    /// <summary>The newest 1,000 sessions, oldest first.</summary>
    public IReadOnlyList<SmtpSessionLog> Sessions
    {
        get
        {
            lock (_guard)
                return [.. _sessions];
        }
    }

    /// <summary>Every command of the newest sessions, without greetings and EHLO; credentials are masked, "." is the final dot.</summary>
    public IReadOnlyList<string> Commands =>
        [.. Sessions.SelectMany(session => session.Exchanges).Select(exchange => exchange.Command).Where(command => command.Length > 0 && !command.StartsWith("EHLO ", StringComparison.Ordinal))];

    /// <summary>Exceptions from scripts and the server itself; each closed its connection.</summary>
    public IReadOnlyList<Exception> Failures
    {
        get
        {
            lock (_guard)
                return [.. _failures];
        }
    }

    /// <summary>Applies to new connections; for AUTH, also to open ones.</summary>
    public SandboxBehaviour Behaviour
    {
        get => _behaviour;
        set
        {
            lock (_guard)
            {
                ObjectDisposedException.ThrowIf(_disposed, this);
                if (_behaviour == value)
                    return;
                if (value == SandboxBehaviour.Closed)
                    _port.Close();
                else if (_behaviour == SandboxBehaviour.Closed)
                    _accepting = AcceptLoop.RunAsync(_port.Open(), client => Start(client, _stopping.Token), Options, _stopping.Token);
                _behaviour = value;
            }
        }
    }

    internal SmtpScripts Scripts { get; } = new();

    internal FaultAddresses Faults { get; }

    internal X509Certificate2 KeyAndCertificate { get; }

    internal bool RequiresAuth => Behaviour == SandboxBehaviour.AuthRefused || (Options.RequireAuth ?? Options.Credentials.Count > 0);

    /// <exception cref="SocketException">The port is taken.</exception>
    public static Task<SandboxServer> StartAsync(SandboxServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var server = new SandboxServer(options ?? new SandboxServerOptions());
        server.Behaviour = server.Options.Behaviour;
        return Task.FromResult(server);
    }

    /// <summary>Lets <paramref name="script"/> reply at a phase until the returned object is disposed. The newest script is asked first.</summary>
    public IDisposable On(SandboxPhase phase, SmtpScript script) => Scripts.Add(phase, script);

    /// <inheritdoc cref="On(SandboxPhase, SmtpScript)"/>
    public IDisposable On(SandboxPhase phase, Func<SmtpCommandContext, SandboxReply?> script) =>
        Scripts.Add(phase, (context, _) => ValueTask.FromResult(script(context)));

    /// <summary>
    /// Sends <paramref name="replies"/> in turn, repeating the last one, to commands that begin with <paramref name="command"/>. "" is the
    /// connection, "." the final dot.
    /// </summary>
    public IDisposable On(string command, params string[] replies)
    {
        SandboxReply[] parsed = [.. replies.Select(SandboxReply.Parse)];
        var asked = -1;
        return On(SmtpScripts.PhaseOf(command), context => command is "." || context.Command.StartsWith(command, StringComparison.Ordinal)
            ? parsed[Math.Min(Interlocked.Increment(ref asked), parsed.Length - 1)]
            : null);
    }

    /// <summary>Waits for a state of connections, sessions or emails, such as <c>s => s.OpenConnections == 0</c>.</summary>
    /// <exception cref="TimeoutException">It did not occur.</exception>
    public Task WaitUntilAsync(Func<SandboxServer, bool> condition, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        _changed.WaitAsync(
            () => condition(this) ? this : null, deadline ?? TimeSpan.FromSeconds(10),
            () => $"{Options.Name}: {OpenedConnections} connections opened, {OpenConnections} open, {Inbox.Count} emails.", cancellationToken);

    /// <summary>Sends 421 to every client, waits until the sessions end, and frees the port.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (_guard)
        {
            if (_disposed)
                return;
            _disposed = true;
            _port.Dispose();
            ending = [.. _running, _accepting];
        }

        await _stopping.CancelAsync();
        await Task.WhenAll(ending).WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _ownCertificate?.Dispose();
        _stopping.Dispose();
    }

    internal void Changed() => _changed.Pulse();

    private void Start(Socket client, CancellationToken cancellationToken)
    {
        client.NoDelay = true;
        var log = new SmtpSessionLog(Interlocked.Increment(ref _opened));
        lock (_guard)
        {
            _sessions.Enqueue(log);
            if (_sessions.Count > KeptSessions)
                _sessions.Dequeue();
            _running.RemoveWhere(task => task.IsCompleted);
            _running.Add(Task.Run(() => RunAsync(client, log, cancellationToken), CancellationToken.None));
        }

        Changed();
    }

    private async Task RunAsync(Socket client, SmtpSessionLog log, CancellationToken cancellationToken)
    {
        var connection = new SmtpConnection(client, Options.Timeout, Options.Time);
        try
        {
            if (OpenConnections > Options.MaxConnections)
                await connection.RefuseAsync(SmtpReplies.TooManyConnections, cancellationToken);
            else
                await new SmtpSession(this, connection, log, new SmtpSessionState(this, connection, log)).RunAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException or TimeoutException)
        {
            // The client closed the connection or refused the certificate.
        }
        catch (Exception e)
        {
            lock (_guard)
            {
                _failures.Enqueue(e);
                if (_failures.Count > KeptSessions)
                    _failures.Dequeue();
            }

            LogFailed(Options.Logger, Options.Name, log.Number, e);
        }
        finally
        {
            await connection.DisposeAsync();
            log.IsClosed = true;
            Interlocked.Increment(ref _closed);
            Changed();
        }
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "Sandbox {Server}: session {Session} failed.")]
    private static partial void LogFailed(ILogger logger, string server, int session, Exception exception);
}
