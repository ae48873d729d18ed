using EmailDispatch.Providers.Credentials;

namespace EmailDispatch.Smtp;

/// <summary>A connection in use by one sender. Disposing returns it to the pool, which reuses it only if it is sound.</summary>
internal sealed class PooledConnection(SubmissionClient client, ServerLink link, ProviderCredential? credential) : IDisposable
{
    private static readonly TimeSpan QuitTimeout = TimeSpan.FromSeconds(2);

    private Action<PooledConnection>? _giveBack;

    public SubmissionClient Client => client;

    public ServerLink Link => link;

    /// <summary>The login; null if there was none.</summary>
    public ProviderCredential? Credential => credential;

    /// <summary>The number of messages started on this connection.</summary>
    public int Messages { get; set; }

    /// <summary>Whether it was idle before, so the server may have closed it.</summary>
    public bool IsReused { get; set; }

    /// <summary>Whether the server gave no reply to MAIL in the time it usually takes.</summary>
    public bool IsSilent { get; set; }

    public DateTimeOffset IdleSince { get; set; }

    /// <summary>Whether the next message can be sent on it.</summary>
    public bool IsSound { get; set; }

    public bool IsFor(ProviderCredential? other) => credential is null ? other is null : credential.IsSameLogin(other);

    public PooledConnection HandTo(Action<PooledConnection> giveBack)
    {
        IsSound = false;
        _giveBack = giveBack;
        return this;
    }

    /// <summary>Closes the connection, with QUIT if the server answers within two seconds.</summary>
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

    /// <summary>Closes the connection without QUIT.</summary>
    public void Discard()
    {
        client.Dispose();
        link.Dispose();
    }

    /// <summary>Whether an exception means that the connection is lost. MailKit throws an InvalidOperationException if it already knows.</summary>
    public static bool IsOfConnection(Exception fault) =>
        fault is InvalidOperationException || SessionFaults.ToReply(fault, CancellationToken.None) is not null;

    /// <summary>Returns it to the pool for another message, because none was started on it.</summary>
    public void GiveBackUnused()
    {
        IsSound = true;
        Dispose();
    }

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke(this);
}
