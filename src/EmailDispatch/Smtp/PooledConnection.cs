using System.Net.Sockets;
using EmailDispatch.Providers.Credentials;

namespace EmailDispatch.Smtp;

/// <summary>A connection, logged in, in the hands of one sender. Disposing gives it back: to be used again only if it was said to be sound.</summary>
internal sealed class PooledConnection(SubmissionClient client, Socket socket, ProviderCredential? credential) : IDisposable
{
    private Action<PooledConnection>? _giveBack;

    public SubmissionClient Client => client;

    public Socket Socket => socket;

    /// <summary>What was logged in with; null where there was no login.</summary>
    public ProviderCredential? Credential => credential;

    /// <summary>How many messages were begun on it.</summary>
    public int Messages { get; set; }

    /// <summary>It was idle before: the server may have closed it meanwhile.</summary>
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

    public void Dispose() => Interlocked.Exchange(ref _giveBack, null)?.Invoke(this);
}
