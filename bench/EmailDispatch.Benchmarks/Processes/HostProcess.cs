using System.Globalization;
using System.Text.RegularExpressions;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>The local host in its own process.</summary>
internal sealed partial class HostProcess : IAsyncDisposable
{
    /// <summary>The start of the line that gives the address.</summary>
    public const string ReadyLine = "Ready: ";

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);

    private readonly ChildProcess _process;

    private HostProcess(ChildProcess process, Uri address) => (_process, Address) = (process, address);

    public Uri Address { get; }

    public long PeakWorkingSet => _process.PeakWorkingSet;

    /// <summary>Starts the host as installed, with the settings of <see cref="EmailHost.Settings"/>.</summary>
    public static async Task<HostProcess> StartAsync(IEnumerable<KeyValuePair<string, string>> settings, CancellationToken cancellationToken) =>
        await ReadyAsync(Start(settings), cancellationToken);

    public static Task<HostProcess> StartWithMemoryAsync(int providerPort, CancellationToken cancellationToken) =>
        ReadyAsync(ChildProcess.StartRole(Roles.Host, [providerPort.ToString(CultureInfo.InvariantCulture)]), cancellationToken);

    /// <summary>Starts the host without waiting for it.</summary>
    public static ChildProcess Start(IEnumerable<KeyValuePair<string, string>> settings, int port = 0)
    {
        IEnumerable<KeyValuePair<string, string>> environment =
        [
            new("StopWithStandardInput", "true"),
            .. ((string[])["Plain", "StartTls", "ImplicitTls", "Refuse421", "AuthRefused", "Silent", "Closed"])
                .Select(server => KeyValuePair.Create($"Sandbox__{server}Port", "-1")),
            .. settings.Select(setting => KeyValuePair.Create(setting.Key.Replace(":", "__", StringComparison.Ordinal), setting.Value)),
        ];
        var program = Path.Combine(AppContext.BaseDirectory, "EmailDispatch.LocalHost.dll");
        return ChildProcess.Start("dotnet", [program, "--urls", $"http://127.0.0.1:{port}"], environment, AppContext.BaseDirectory);
    }

    /// <summary>The last lines on standard output and standard error.</summary>
    public string Log => string.Join('\n', _process.LastLines());

    public EmailCaller Caller() => new(Address);

    public ValueTask DisposeAsync() => _process.DisposeAsync();

    private static async Task<HostProcess> ReadyAsync(ChildProcess process, CancellationToken cancellationToken)
    {
        try
        {
            var address = await process.WaitForAsync(
                line => AddressPattern().Match(line) is { Success: true } match ? match.Groups[1].Value : null, StartLimit, cancellationToken);
            return new HostProcess(process, new Uri(address));
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    [GeneratedRegex(@"Ready: .*?(http://127\.0\.0\.1:\d+)")]
    private static partial Regex AddressPattern();
}
