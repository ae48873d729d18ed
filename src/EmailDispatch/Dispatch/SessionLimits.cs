using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>How long the sessions of this instance may complete a message: while the claim is valid and the host is not shutting down.</summary>
public sealed class SessionLimits(InstanceLease lease, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _givingUp = new();

    public SendLimit Of(EmailRow claimed) => new(() => time.GetUtcNow() < claimed.LeaseUntil && lease.Holds(claimed.LeaseId), _givingUp.Token);

    /// <summary>Ends all sessions that have not reached the final dot.</summary>
    public void GiveUp() => _givingUp.Cancel();

    /// <inheritdoc />
    public void Dispose() => _givingUp.Dispose();
}
