using System.Net;
using Microsoft.Extensions.Options;

namespace EmailDispatch.SmtpDoor;

/// <summary>
/// Counts failed logins by address, and refuses an address for a time after too many. A key cannot be guessed; this keeps guesses from costing
/// lookups and connections.
/// </summary>
internal sealed class FailedLogins(IOptions<SmtpDoorOptions> options, TimeProvider time)
{
    internal const int Capacity = 10_000;

    private readonly Lock _guard = new();
    private readonly Dictionary<IPAddress, (int Count, DateTimeOffset Since)> _failed = [];

    internal int Count => _failed.Count;

    /// <summary>Whether an address is refused; a hidden one (null) never is.</summary>
    public bool Refuses(IPAddress? address)
    {
        if (address is null)
            return false;
        lock (_guard)
            return _failed.TryGetValue(DoorConnections.NetworkOf(address), out var entry) && !HasPassed(entry) && entry.Count >= options.Value.MaxFailedLogins;
    }

    public void Add(IPAddress? address)
    {
        if (address is null)
            return;
        lock (_guard)
        {
            if (_failed.Count >= Capacity)
                MakeRoom();
            var network = DoorConnections.NetworkOf(address);
            var entry = _failed.GetValueOrDefault(network);
            _failed[network] = entry.Count == 0 || HasPassed(entry) ? (1, time.GetUtcNow()) : (entry.Count + 1, entry.Since);
        }
    }

    // Those that are not refused yet lose least when they are forgotten.
    private void MakeRoom()
    {
        Remove(HasPassed);
        if (_failed.Count >= Capacity)
            Remove(entry => entry.Count < options.Value.MaxFailedLogins);
        if (_failed.Count >= Capacity)
            _failed.Clear();
    }

    private void Remove(Func<(int Count, DateTimeOffset Since), bool> condition)
    {
        foreach (var (address, _) in _failed.Where(entry => condition(entry.Value)).ToList())
            _failed.Remove(address);
    }

    private bool HasPassed((int Count, DateTimeOffset Since) entry) => time.GetUtcNow() - entry.Since >= options.Value.FailedLoginPeriod;
}
