using System.Diagnostics;
using System.Text.Json;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The independent SMTP server smtp-server of npm, run by smtp_server.mjs.</summary>
public sealed class NodeSmtpServer : IReceivingServer
{
    private static readonly TimeSpan StartDeadline = TimeSpan.FromSeconds(30);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly Process process;
    private readonly ReceivedMessages messages = new();
    private readonly Task reading;

    private NodeSmtpServer(Process process, int port)
    {
        this.process = process;
        Port = port;
        reading = ReadAsync();
    }

    public string Host => "127.0.0.1";

    public int Port { get; }

    public static async Task<NodeSmtpServer> StartAsync(CancellationToken cancellationToken)
    {
        await NodePackages.InstalledAsync();
        var script = Path.Combine(NodePackages.Folder, "Samples", "smtp_server.mjs");
        var process = Process.Start(new ProcessStartInfo("node", [script])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        })!;
        try
        {
            var line = await process.StandardOutput.ReadLineAsync(cancellationToken).AsTask().WaitAsync(StartDeadline, cancellationToken)
                ?? throw new InvalidOperationException("smtp_server.mjs ended before it listened.");
            return new NodeSmtpServer(process, JsonDocument.Parse(line).RootElement.GetProperty("port").GetInt32());
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    public Task<ReceivedMessage> WaitForMessageAsync(Predicate<ReceivedMessage> isMeant, CancellationToken cancellationToken) =>
        messages.WaitForAsync(isMeant, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        process.StandardInput.Close();
        await reading;
        await process.WaitForExitAsync();
        process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var envelope = JsonSerializer.Deserialize<ReceivedEnvelope>(line, Json)!;
            using var document = JsonDocument.Parse(line);
            messages.Add(new ReceivedMessage(envelope, document.RootElement.GetProperty("raw").GetBytesFromBase64()));
        }

        messages.Close(new InvalidOperationException("smtp_server.mjs ended."));
    }
}
