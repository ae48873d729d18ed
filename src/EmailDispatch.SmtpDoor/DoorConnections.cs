using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;

namespace EmailDispatch.SmtpDoor;

/// <summary>Counts the open connections, in all and by address.</summary>
internal sealed class DoorConnections(IOptions<SmtpDoorOptions> options)
{
    private readonly Lock _guard = new();
    private readonly Dictionary<IPAddress, int> _byAddress = [];
    private int _count;
    private TaskCompletionSource? _empty;

    public int Count
    {
        get
        {
            lock (_guard)
                return _count;
        }
    }

    /// <summary>Counts a connection until <see cref="Leave"/>; returns false if there are too many. A hidden address is null.</summary>
    public bool TryEnter(IPAddress? address)
    {
        lock (_guard)
        {
            if (_count >= options.Value.MaxConnections)
                return false;
            if (address is not null)
            {
                var network = NetworkOf(address);
                var open = _byAddress.GetValueOrDefault(network);
                if (open >= options.Value.MaxConnectionsPerAddress)
                    return false;
                _byAddress[network] = open + 1;
            }

            _count++;
            return true;
        }
    }

    public void Leave(IPAddress? address)
    {
        lock (_guard)
        {
            if (address is not null && NetworkOf(address) is var network && --_byAddress[network] == 0)
                _byAddress.Remove(network);
            if (--_count == 0)
                _empty?.TrySetResult();
        }
    }

    /// <summary>Ends when no connection is open.</summary>
    public Task WhenEmpty()
    {
        lock (_guard)
            return _count == 0 ? Task.CompletedTask : (_empty ??= new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
    }

    /// <summary>The address that limits count: of IPv6 the /64, which a single customer has.</summary>
    public static IPAddress NetworkOf(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6)
            return address.MapToIPv4();
        if (address.AddressFamily != AddressFamily.InterNetworkV6)
            return address;
        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
