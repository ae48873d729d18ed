using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;

namespace EmailDispatch.Testing;

/// <summary>
/// Azurite as a child process on loopback. As the assembly's fixture it runs in memory on free ports; <see cref="StartAsync"/> can start one with
/// a folder, which can be killed and restarted on the same ports. It stops when its standard input closes, so it never outlives the test process.
/// </summary>
public sealed class Azurite : IAsyncLifetime
{
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);
    private static readonly string[] Services = ["Blob", "Queue", "Table"];

    private readonly ConcurrentQueue<string> _errors = new();
    private readonly ConcurrentDictionary<string, int> _ports = new();
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Process? _process;

    public AzuritePorts Ports => new(_ports["Blob"], _ports["Queue"], _ports["Table"]);

    public string ConnectionString =>
        $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};" +
        $"BlobEndpoint=http://127.0.0.1:{Ports.Blob}/{Account};" +
        $"QueueEndpoint=http://127.0.0.1:{Ports.Queue}/{Account};" +
        $"TableEndpoint=http://127.0.0.1:{Ports.Table}/{Account};";

    /// <param name="folder">The data folder, created if missing; null keeps the data in memory.</param>
    /// <param name="ports">Null or 0 for free ports.</param>
    /// <param name="more">Further arguments.</param>
    /// <param name="cancellationToken">Cancels the start.</param>
    public static async Task<Azurite> StartAsync(
        string? folder = null, AzuritePorts? ports = null, IReadOnlyList<string>? more = null, CancellationToken cancellationToken = default)
    {
        var azurite = new Azurite();
        try
        {
            await azurite.RunAsync(folder, ports ?? new AzuritePorts(0, 0, 0), more ?? [], cancellationToken);
            return azurite;
        }
        catch
        {
            await azurite.DisposeAsync();
            throw;
        }
    }

    public async ValueTask InitializeAsync() =>
        await RunAsync(folder: null, new AzuritePorts(0, 0, 0), more: [], TestContext.Current.CancellationToken);

    /// <summary>Kills it at once, like a power cut, and waits until it has exited.</summary>
    public async Task KillAsync()
    {
        if (_process is not { } process)
            return;

        process.Kill();
        await process.WaitForExitAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _process?.Dispose();
        _process = null;
    }

    private async Task RunAsync(string? folder, AzuritePorts ports, IReadOnlyList<string> more, CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo("node")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in Arguments(folder, ports).Concat(more))
            start.ArgumentList.Add(argument);

        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException("Node.js was not found on the path; Azurite needs version 20 or newer.", e);
        }

        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();

        var ended = _process.WaitForExitAsync(cancellationToken);
        var first = await Task.WhenAny(_listening.Task, ended).WaitAsync(StartTimeout, cancellationToken);
        if (first == ended)
            throw new InvalidOperationException($"Azurite ended while starting: {string.Join(' ', _errors).Trim()}");
    }

    private static IEnumerable<string> Arguments(string? folder, AzuritePorts ports)
    {
        string[] arguments =
        [
            EntryScript(),
            "--silent", "--skipApiVersionCheck", "--disableTelemetry",
            "--blobHost", "127.0.0.1", "--blobPort", ports.Blob.ToString(CultureInfo.InvariantCulture),
            "--queueHost", "127.0.0.1", "--queuePort", ports.Queue.ToString(CultureInfo.InvariantCulture),
            "--tableHost", "127.0.0.1", "--tablePort", ports.Table.ToString(CultureInfo.InvariantCulture),
        ];
        return [.. arguments, .. folder == null ? ["--inMemoryPersistence"] : (string[])["--location", folder]];
    }

    private static string EntryScript()
    {
        var folder = RepositoryPath.Of("src", "EmailDispatch.LocalHost");
        return Directory.Exists(Path.Combine(folder, "node_modules", "azurite"))
            ? Path.Combine(folder, "azurite.cjs")
            : throw new InvalidOperationException("Azurite is not installed; run: dotnet dev.cs test");
    }

    // Azurite Blob service is successfully listening at http://127.0.0.1:39255
    private void Read(string? line)
    {
        const string announcement = " service is successfully listening at ";
        if (line?.IndexOf(announcement, StringComparison.Ordinal) is not (> 0 and var at))
            return;

        var address = new Uri(line[(at + announcement.Length)..]);
        if (Array.Find(Services, s => line[..at].EndsWith(s, StringComparison.Ordinal)) is { } service)
            _ports[service] = address.Port;
        if (_ports.Count == Services.Length)
            _listening.TrySetResult();
    }
}

public readonly record struct AzuritePorts(int Blob, int Queue, int Table);
