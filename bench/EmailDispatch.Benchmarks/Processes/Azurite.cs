namespace EmailDispatch.Benchmarks.Processes;

/// <summary>Azurite in memory, on free ports. Its deletes slow down with the length of a queue, so keep the backlog short.</summary>
internal sealed class Azurite : IAsyncDisposable
{
    private const string Account = "devstoreaccount1";
    private const string Key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    private readonly ChildProcess _process;

    private Azurite(ChildProcess process, string connectionString) => (_process, ConnectionString) = (process, connectionString);

    public string ConnectionString { get; }

    public static async Task<Azurite> StartAsync(CancellationToken cancellationToken)
    {
        var script = Repository.PathOf("src", "EmailDispatch.LocalHost", "azurite.cjs");
        string[] options = ["--inMemoryPersistence", "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--blobPort", "0", "--queuePort", "0", "--tablePort", "0"];
        var process = ChildProcess.Start("node", [script, .. options]);
        try
        {
            var endpoints = "";
            await process.WaitForAsync(Find, TimeSpan.FromSeconds(60), cancellationToken);
            return new Azurite(process, $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={Key};{endpoints}");

            // Azurite Blob service is successfully listening at http://127.0.0.1:39255
            string? Find(string line)
            {
                if (line.Split(" service is successfully listening at ") is [var service, var address])
                    endpoints += $"{service.Split(' ')[^1]}Endpoint={address}/{Account};";
                return endpoints.Count(c => c == ';') == 3 ? endpoints : null;
            }
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
