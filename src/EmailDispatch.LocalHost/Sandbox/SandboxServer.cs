using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>
/// An SMTP server on 127.0.0.1 that delivers nothing: it keeps what it takes in <see cref="Inbox"/>, and it fails
/// where asked to, by <see cref="FaultAddresses"/>, by <see cref="Behaviour"/>, or by a script (<see cref="On(SmtpPhase, SmtpScript)"/>).
/// </summary>
public sealed partial class SandboxServer : IAsyncDisposable
{
    internal const string HostName = "sandbox.test";

    private const int KeptSessions = 1_000;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Lock guard = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly ListeningPort port;
    private readonly SandboxCertificate? ownCertificate;
    private readonly HashSet<Task> running = [];
    private readonly Queue<SmtpSessionLog> sessions = [];
    private readonly Queue<Exception> failures = [];
    private readonly ChangeSignal changed = new();
    private Task accepting = Task.CompletedTask;
    private SandboxBehaviour behaviour = SandboxBehaviour.Closed;
    private int opened;
    private int closed;
    private bool disposed;

    private SandboxServer(SandboxServerOptions options)
    {
        Options = options;
        Inbox = options.Inbox ?? new SandboxInbox();
        Faults = new FaultAddresses(options.Faults, options.Time);
        port = new ListeningPort(options.Port);
        KeyAndCertificate = options.Certificate ?? (ownCertificate = SandboxCertificate.Create(options.Time));
    }

    public SandboxServerOptions Options { get; }

    public SandboxInbox Inbox { get; }

    public string Host => "127.0.0.1";

    /// <summary>The port in use, also where the options asked for any.</summary>
    public int Port => port.Number;

    /// <summary>For a client to trust; of servers with TLS.</summary>
    public X509Certificate2 Certificate => KeyAndCertificate.Public;

    /// <summary>Connections accepted since the start.</summary>
    public int OpenedConnections => Volatile.Read(ref opened);

    public int ClosedConnections => Volatile.Read(ref closed);

    public int OpenConnections => OpenedConnections - ClosedConnections;

    /// <summary>The newest 1,000 sessions, oldest first.</summary>
    public IReadOnlyList<SmtpSessionLog> Sessions
    {
        get
        {
            lock (guard)
                return [.. sessions];
        }
    }

    /// <summary>What scripts threw, and defects of the server itself; the connection was closed.</summary>
    public IReadOnlyList<Exception> Failures
    {
        get
        {
            lock (guard)
                return [.. failures];
        }
    }

    /// <summary>Takes effect for the next connection, for AUTH also in those that are open.</summary>
    public SandboxBehaviour Behaviour
    {
        get => behaviour;
        set
        {
            lock (guard)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                if (behaviour == value)
                    return;
                if (value == SandboxBehaviour.Closed)
                    port.Close();
                else if (behaviour == SandboxBehaviour.Closed)
                    accepting = AcceptAsync(port.Open(), stopping.Token);
                behaviour = value;
            }
        }
    }

    internal SmtpScripts Scripts { get; } = new();

    internal FaultAddresses Faults { get; }

    internal SandboxCertificate KeyAndCertificate { get; }

    internal bool RequiresAuth => Behaviour == SandboxBehaviour.AuthRefused || (Options.RequireAuth ?? Options.Credentials.Count > 0);

    /// <exception cref="SocketException">The port is taken.</exception>
    public static Task<SandboxServer> StartAsync(SandboxServerOptions? options = null, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var server = new SandboxServer(options ?? new SandboxServerOptions());
        server.Behaviour = server.Options.Behaviour;
        return Task.FromResult(server);
    }

    /// <summary>Lets <paramref name="script"/> answer at a phase until the result is disposed. The newest script is asked first.</summary>
    public IDisposable On(SmtpPhase phase, SmtpScript script) => Scripts.Add(phase, script);

    /// <inheritdoc cref="On(SmtpPhase, SmtpScript)"/>
    public IDisposable On(SmtpPhase phase, Func<SmtpCommandContext, SmtpReply?> script) =>
        Scripts.Add(phase, (context, _) => ValueTask.FromResult(script(context)));

    /// <inheritdoc cref="SandboxInbox.WaitForAsync"/>
    public Task<ReceivedEmail> WaitForAsync(
        Func<ReceivedEmail, bool> predicate, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        Inbox.WaitForAsync(predicate, deadline, cancellationToken);

    /// <summary>Waits until connections, sessions or emails are as wanted, e.g. <c>s => s.OpenConnections == 0</c>.</summary>
    /// <exception cref="TimeoutException">They never were.</exception>
    public Task WaitUntilAsync(Func<SandboxServer, bool> condition, TimeSpan? deadline = null, CancellationToken cancellationToken = default) =>
        changed.WaitAsync(
            () => condition(this) ? this : null, deadline ?? TimeSpan.FromSeconds(10),
            () => $"{Options.Name}: {OpenedConnections} connections opened, {OpenConnections} open, {Inbox.Count} emails.", cancellationToken);

    /// <summary>Tells every client 421, waits for the sessions to end, and gives the port back.</summary>
    public async ValueTask DisposeAsync()
    {
        Task[] ending;
        lock (guard)
        {
            if (disposed)
                return;
            disposed = true;
            port.Dispose();
            ending = [.. running, accepting];
        }

        await stopping.CancelAsync();
        await Task.WhenAll(ending).WaitAsync(Grace).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        ownCertificate?.Dispose();
        stopping.Dispose();
    }

    internal void Changed() => changed.Pulse();

    private async Task AcceptAsync(Socket listener, CancellationToken cancellationToken)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptAsync(cancellationToken);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                // The port was closed; a client that went away while it waited in the backlog is no reason to stop.
                if (e is SocketException { SocketErrorCode: SocketError.ConnectionReset or SocketError.ConnectionAborted })
                    continue;
                return;
            }

            Start(client, cancellationToken);
        }
    }

    private void Start(Socket client, CancellationToken cancellationToken)
    {
        client.NoDelay = true;
        var log = new SmtpSessionLog(Interlocked.Increment(ref opened), Options.Time.GetUtcNow());
        lock (guard)
        {
            sessions.Enqueue(log);
            if (sessions.Count > KeptSessions)
                sessions.Dequeue();
            running.RemoveWhere(task => task.IsCompleted);
            running.Add(Task.Run(() => RunAsync(client, log, cancellationToken), CancellationToken.None));
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
                await new SmtpSession(this, connection, log).RunAsync(cancellationToken);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or AuthenticationException or TimeoutException)
        {
            // The client went away, or did not like our certificate: its right.
        }
        catch (Exception e)
        {
            lock (guard)
            {
                failures.Enqueue(e);
                if (failures.Count > KeptSessions)
                    failures.Dequeue();
            }

            LogFailed(Options.Logger, Options.Name, log.Number, e);
        }
        finally
        {
            await connection.DisposeAsync();
            log.IsClosed = true;
            Interlocked.Increment(ref closed);
            Changed();
        }
    }

    [LoggerMessage(EventId = 4101, Level = LogLevel.Error, Message = "Sandbox {Server}: session {Session} failed.")]
    private static partial void LogFailed(ILogger logger, string server, int session, Exception exception);
}
