using System.Globalization;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>
/// What a team might build itself (bench/peer): an HTTP server that adds emails to BullMQ, Redis that syncs its append-only file every second,
/// and a worker with Nodemailer's pool, each in its own process.
/// </summary>
internal sealed class Peer : IAsyncDisposable
{
    private readonly DirectoryInfo _data;
    private readonly List<ChildProcess> _processes = [];

    private Peer(DirectoryInfo data) => _data = data;

    public Uri Address { get; private set; } = null!;

    /// <summary>What is missing to run it, or null.</summary>
    public static string? Missing =>
        RedisServer is null ? "redis-server is not installed (Debian: apt-get install redis-server)"
        : !Directory.Exists(Repository.PathOf("bench", "peer", "node_modules")) ? "its packages are not installed (npm ci --prefix bench/peer; `dotnet dev.cs bench` does it)"
        : null;

    private static string? RedisServer =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, "redis-server")).FirstOrDefault(File.Exists);

    public static async Task<Peer> StartAsync(int smtpPort, CancellationToken cancellationToken)
    {
        var peer = new Peer(Directory.CreateTempSubdirectory("bench-redis-"));
        try
        {
            var redisPort = Ports.Free();
            string[] durable = ["--appendonly", "yes", "--appendfsync", "everysec", "--save", ""];
            peer._processes.Add(ChildProcess.Start(RedisServer!, ["--bind", "127.0.0.1", "--port", Text(redisPort), "--dir", peer._data.FullName, .. durable]));
            await Ports.ListensAsync(redisPort, cancellationToken);

            Dictionary<string, string> environment = new() { ["REDIS_PORT"] = Text(redisPort), ["SMTP_PORT"] = Text(smtpPort), ["API_KEY"] = EmailHost.ApiKey };
            await peer.StartAsync("worker.mjs", environment, cancellationToken);
            peer.Address = new Uri((await peer.StartAsync("server.mjs", environment, cancellationToken))["Ready: ".Length..]);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
            await process.DisposeAsync();
        _data.Delete(recursive: true);
    }

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private async Task<string> StartAsync(string script, Dictionary<string, string> environment, CancellationToken cancellationToken)
    {
        var process = ChildProcess.Start("node", [script], [.. environment, new("NODE_ENV", "production")], Repository.PathOf("bench", "peer"));
        _processes.Add(process);
        return await process.WaitForAsync(line => line.StartsWith("Ready: ", StringComparison.Ordinal) ? line : null, TimeSpan.FromSeconds(30), cancellationToken);
    }
}
