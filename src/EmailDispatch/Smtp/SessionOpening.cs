using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;

namespace EmailDispatch.Smtp;

/// <summary>
/// The session with one provider that is opened for one email. The email may take that of another provider, and leave this one behind. It is disposed
/// when what came of it has been reported: a provider that was silent counts as such until its breaker knows.
/// </summary>
internal sealed class SessionOpening : IDisposable
{
    private readonly ConnectionPool _pool;
    private readonly SessionPace.Opening _watched;
    private readonly CancellationTokenSource _leaving = new();
    private readonly CancellationTokenSource _ending = new();

    public SessionOpening(ConnectionPool pool, ProviderCredentials credentials, ProviderOptions provider, bool fresh, CancellationToken cancellationToken)
    {
        _pool = pool;
        _watched = pool.Pace.Watch();
        Session = OpenAsync(credentials, provider, fresh, cancellationToken);
    }

    /// <summary>Completes when the session is ready or cannot be opened; canceled if the caller canceled.</summary>
    public Task<OpenedSession> Session { get; }

    /// <summary>Completes when the provider's sessions take longer than usual; see <see cref="SessionPace.Silence"/>.</summary>
    public Task Silence => _pool.Pace.Silence;

    /// <summary>
    /// Gives up the session. In line, the place is left; otherwise the opening continues without its email, so that it is known whether the provider
    /// works. A ready connection goes to the pool, and a failure to <paramref name="report"/>.
    /// </summary>
    public void LeaveBehind(Func<SendResult, Task> report)
    {
        _leaving.Cancel();
        _pool.Keep(async ending =>
        {
            using var reported = this;
            await using var end = ending.Register(_ending.Cancel);
            await Task.WhenAny(Session);
            if (!Session.IsCompletedSuccessfully)
                return;

            var (connection, failure) = await Session;
            connection?.GiveBackUnused();
            if (failure is { IsBusy: false })
                await report(failure);
        });
    }

    public void Dispose()
    {
        _watched.Dispose();
        _leaving.Dispose();
        _ending.Dispose();
    }

    private async Task<OpenedSession> OpenAsync(ProviderCredentials credentials, ProviderOptions provider, bool fresh, CancellationToken cancellationToken)
    {
        await using var end = cancellationToken.UnsafeRegister(static ending => ((CancellationTokenSource)ending!).Cancel(), _ending);
        ProviderCredential? credential = null;
        try
        {
            credential = await credentials.GetAsync(provider, _ending.Token);
            try
            {
                return await RentAsync(credential, fresh);
            }
            catch (SmtpSessionException refused) when (refused.IsLoginRefused && credential is not null)
            {
                var renewed = await credentials.RefreshAsync(provider, credential, _ending.Token);
                if (renewed == credential)
                    throw;
                credential = renewed;
                return await RentAsync(credential, fresh);
            }
        }
        catch (SmtpSessionException fault)
        {
            return new OpenedSession(null, SendResult.Failed(fault.Phase, fault.Reply));
        }
        catch (CredentialException fault)
        {
            return new OpenedSession(null, SendResult.Failed(SmtpPhase.Auth, SmtpReply.None(FaultKind.SecretMissing, fault.Message)));
        }
#pragma warning disable CA1031 // The result carries it.
        catch (Exception fault) when (fault is not OperationCanceledException || !_ending.IsCancellationRequested)
#pragma warning restore CA1031
        {
            return new OpenedSession(null, SendResult.Broken(SmtpPhase.Dns, SecretMask.Of(credential).Apply(fault)));
        }
    }

    private async Task<OpenedSession> RentAsync(ProviderCredential? credential, bool fresh)
    {
        var (connection, wasSentAway) = await _pool.RentAsync(credential, fresh, _watched, _leaving.Token, _ending.Token);
        return new OpenedSession(connection, connection is null ? SendResult.NoConnection(wasSentAway) : null);
    }
}

/// <summary>A connection on which a message may be sent, or why there is none.</summary>
internal sealed record OpenedSession(PooledConnection? Connection, SendResult? Failure);
