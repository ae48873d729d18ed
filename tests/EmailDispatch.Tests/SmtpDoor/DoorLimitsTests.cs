using System.Net;
using EmailDispatch.SmtpDoor;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.SmtpDoor;

public sealed class DoorLimitsTests
{
    private static readonly IPAddress Client = IPAddress.Parse("192.0.2.1");

    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void Failed_logins_refuse_an_address_for_a_time()
    {
        var failed = new FailedLogins(Options.Create(new SmtpDoorOptions { MaxFailedLogins = 2 }), _time);

        failed.Add(Client);
        Assert.False(failed.Refuses(Client));
        failed.Add(Client);

        Assert.True(failed.Refuses(Client.MapToIPv6()));
        Assert.False(failed.Refuses(IPAddress.Parse("192.0.2.2")));
        Assert.False(failed.Refuses(null));
        _time.Advance(TimeSpan.FromMinutes(10));
        Assert.False(failed.Refuses(Client));
    }

    [Fact]
    public void Failed_logins_are_bounded_and_keep_who_is_refused()
    {
        var failed = new FailedLogins(Options.Create(new SmtpDoorOptions { MaxFailedLogins = 2 }), _time);
        failed.Add(Client);
        failed.Add(Client);

        for (var n = 0; n < 3 * FailedLogins.Capacity; n++)
            failed.Add(new IPAddress(n + 1L));

        Assert.InRange(failed.Count, 1, FailedLogins.Capacity);
        Assert.True(failed.Refuses(Client));
    }

    [Fact]
    public async Task Connections_are_counted_in_all_and_by_network()
    {
        var connections = new DoorConnections(Options.Create(new SmtpDoorOptions { MaxConnections = 3, MaxConnectionsPerAddress = 2 }));
        var (one, same) = (IPAddress.Parse("2001:db8::1"), IPAddress.Parse("2001:db8::ffff:2"));

        Assert.True(connections.TryEnter(one));
        Assert.True(connections.TryEnter(same));
        Assert.False(connections.TryEnter(one));
        Assert.True(connections.TryEnter(null));
        Assert.False(connections.TryEnter(Client));

        connections.Leave(one);
        Assert.True(connections.TryEnter(Client));
        var empty = connections.WhenEmpty();
        Assert.False(empty.IsCompleted);
        foreach (var address in (IPAddress?[])[same, null, Client])
            connections.Leave(address);
        await empty;
        Assert.Equal(0, connections.Count);
    }
}
