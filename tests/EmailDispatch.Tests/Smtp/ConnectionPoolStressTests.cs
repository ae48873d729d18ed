using EmailDispatch.Providers.Credentials;
using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

/// <summary>
/// Many messages by many senders at once, while the server fails at every phase, senders give up, credentials change and the clock
/// leaps, so that connections expire, are checked and time out. A slot that is not given back would be missing for ever.
/// </summary>
public sealed class ConnectionPoolStressTests(ITestOutputHelper output)
{
    private const int Senders = 24;
    private const int Slots = 6;
    private static readonly int Rents = TestSize.Of("POOL_RENTS", 3_000);
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(1);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Every_slot_and_every_connection_comes_back(int seed)
    {
        await using var sending = await Sending.StartAsync();
        (sending.Provider.MaxConnections, sending.Provider.MaxMessagesPerConnection) = (Slots, 3);
        var pool = sending.Pools.For(sending.Provider);
        var scripts = FailAtRandom(sending.Server, seed);

        var left = Rents;
        var outcomes = await Task.WhenAll(Enumerable.Range(0, Senders).Select(sender => Task.Run(async () =>
        {
            var random = new Random(HashCode.Combine(seed, sender));
            var counts = new Dictionary<string, int>();
            while (Interlocked.Decrement(ref left) >= 0)
            {
                if (random.Next(150) == 0)
                    sending.Server.Behaviour = random.Next(5) == 0 ? SandboxBehaviour.Closed : SandboxBehaviour.Accept;
                if (random.Next(150) == 0)
                    sending.Time.Advance(TimeSpan.FromMilliseconds(random.Next(90_000)));
                var outcome = await RentAsync(sending, pool, random);
                counts[outcome] = counts.GetValueOrDefault(outcome) + 1;
            }

            return counts;
        }))).WaitAsync(Deadline, Cancellation);
        scripts.ForEach(script => script.Dispose());

        output.WriteLine(string.Join(", ", outcomes.SelectMany(counts => counts).GroupBy(c => c.Key).Select(g => $"{g.Key} {g.Sum(c => c.Value)}")));
        Assert.Equal(["canceled", "failed", "none", "used"], outcomes.SelectMany(counts => counts.Keys).Distinct().Order());
        await HasAllSlotsAsync(sending, pool);
    }

    private static async Task<string> RentAsync(Sending sending, ConnectionPool pool, Random random)
    {
        var password = $"password-{random.Next(2)}";
        var credential = random.Next(4) == 0 ? null : new ProviderCredential("user", password, false, new ProviderSecret("user", password, null));
        using var impatience = new CancellationTokenSource();
        if (random.Next(10) == 0)
            impatience.CancelAfter(TimeSpan.FromMicroseconds(random.Next(3_000)));
        try
        {
            using var opening = pool.Pace.Watch();
            var (rented, _) = await pool.RentAsync(credential, fresh: random.Next(10) == 0, opening, CancellationToken.None, impatience.Token);
            using var connection = rented;
            if (connection is null)
                return "none";

            connection.Messages++;
            await connection.Client.NoOpAsync(CancellationToken.None);
            connection.IsSound = random.Next(6) != 0;
            return "used";
        }
        catch (OperationCanceledException)
        {
            return "canceled";
        }
        catch (Exception fault) when (fault is SmtpSessionException || SessionFaults.ToReply(fault, CancellationToken.None) is not null)
        {
            return "failed";
        }
    }

    private static async Task<PooledConnection?> RentAsync(ConnectionPool pool)
    {
        using var opening = pool.Pace.Watch();
        return (await pool.RentAsync(null, fresh: false, opening, CancellationToken.None, Cancellation)).Connection;
    }

    private static List<IDisposable> FailAtRandom(SandboxServer server, int seed)
    {
        var random = new Random(seed);
        SandboxReply? Fault(SandboxReply? one, SandboxReply? other)
        {
            int dice;
            lock (random)
                dice = random.Next(120);
            return dice switch { 0 => one, 1 => other, 2 => SandboxReply.Drop, _ => null };
        }

        return
        [
            server.On(SandboxPhase.Connect, _ => Fault("421 4.3.2 Busy", "554 5.3.2 Go away")),
            server.On(SandboxPhase.Ehlo, _ => Fault("421 4.3.2 Busy", "550 5.7.1 No")),
            server.On(SandboxPhase.Auth, _ => Fault("535 5.7.8 No", "454 4.7.0 Later")),
            server.On(SandboxPhase.Other, _ => Fault("421 4.4.2 Idle for too long", "500 5.5.1 What?")),
        ];
    }

    /// <summary>As many connections as allowed can be had at once, and not one more.</summary>
    private static async Task HasAllSlotsAsync(Sending sending, ConnectionPool pool)
    {
        sending.Server.Behaviour = SandboxBehaviour.Accept;

        var rented = await Task.WhenAll(Enumerable.Range(0, Slots).Select(_ => RentAsync(pool))).WaitAsync(Deadline, Cancellation);
        var oneMore = RentAsync(pool);

        Assert.All(rented, Assert.NotNull);
        await sending.Server.WaitUntilAsync(s => s.OpenConnections == Slots);
        Assert.False(oneMore.IsCompleted);
        rented[0]!.Dispose();
        (await oneMore.WaitAsync(Deadline, Cancellation))!.Dispose();
        foreach (var connection in rented)
            connection!.Dispose();
    }
}
