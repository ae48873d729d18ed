using System.Net.Sockets;
using EmailDispatch.Providers.Credentials;

namespace EmailDispatch.Smtp;

/// <summary>A connection that one sender uses. Disposing returns it to the pool, which reuses it only if it is sound.</summary>
internal sealed class PooledConnection(SubmissionClient client, Socket socket, ProviderCredential? credential) : IDisposable
{
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);

    private Action<PooledConnection>? _giveBack;

    public SubmissionClient Client => client;

    public Socket Socket => socket;

    /// <summary>The login; null if there was none.</summary>
    public ProviderCredential? Credential => credential;

    /// <summary>How many messages were started on it.</summary>
    public int Messages { get; set; }

    /// <summary>It idled before: the server may have closed it.</summary>
    public bool IsReused { get; set; }

    public DateTimeOffset IdleSince { get; set; }

    /// <summary>The next message can be sent on it.</summary>
    public bool IsSound { get; set; }

    public bool IsFor(ProviderCredential? other) => credential is null ? other is null : credential.IsSameLogin(other);

    public PooledConnection HandTo(Action<PooledConnection> giveBack)
    {
        IsSound = false;
        _giveBack = giveBack;
        return this;
    }

    /// <summary>Closes it with QUIT, if the server is quick.</summary>
    public async Task CloseAsync(TimeProvider time)
    {
        try
        {
            using var late = new CancellationTokenSource(QuitTimeout, time);
            if (client.IsConnected)
                await client.DisconnectAsync(quit: true, late.Token);
        }
        catch (Exception fault) when (IsOfConnection(fault))
        {
            // Closed without an answer to QUIT, as many servers do.
        }
        finally
        {
            Discard();
        }
    }

    /// <summary>Closes it without a word.</summary>
    public void Discard()
    {
        client.Dispose();
        socket.Dispose();
    }

    /// <summary>Whether an exception means that the connection is gone. MailKit throws an InvalidOperationException if it already knows.</summary>
    public static bool IsOfConnection(Exception fault) =>
        fault is InvalidOperationException || SessionFaults.ToReply(fault, CancellationToken.None) is not null;

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke(this);
}
