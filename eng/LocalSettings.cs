using System.Security.Cryptography;
using System.Text.Json;

namespace EmailDispatch.Dev;

/// <summary>What the local host is told: defaults that work at once, under the values of local.settings.json.</summary>
internal sealed class LocalSettings
{
    // The account of every Azurite, published by its makers; it opens nothing but an emulator.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string Storage = "AzureWebJobsStorage";

    private const string SandboxPort = "Sandbox__PlainPort";
    private const string AnyPort = "0";

    private static readonly (string Name, int Usual)[] OtherSandboxPorts =
    [
        ("StartTlsPort", 2587), ("ImplicitTlsPort", 2465), ("Refuse421Port", 2521),
        ("AuthRefusedPort", 2535), ("SilentPort", 2599), ("ClosedPort", 2500),
    ];

    private readonly Dictionary<string, string> _values;
    private readonly string _url;

    public LocalSettings(int port, string file = "local.settings.json", string keptKey = ".local/api-key")
    {
        _values = Read(file);
        _url = $"http://127.0.0.1:{port}";

        _values["ASPNETCORE_URLS"] = _url;
        _values["StopWithStandardInput"] = "true";
        _values.TryAdd(SandboxPort, $"{(Ports.IsFree(2525) ? 2525 : Ports.Free(1)[0])}");
        foreach (var (name, usual) in OtherSandboxPorts)
            _values.TryAdd($"Sandbox__{name}", Ports.IsFree(usual) ? $"{usual}" : AnyPort);
        if (!Has("Access__Keys__"))
            Add("Access__Keys__0__", ("Key", KeptApiKey(keptKey)), ("Name", "local"));
        if (!Has("Providers__"))
        {
            AddSandbox(0, "sandbox-1", priority: 1);
            AddSandbox(1, "sandbox-2", priority: 2);
        }
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    public bool WantsAzurite => !_values.TryGetValue(Storage, out var given) || given is "" or "UseDevelopmentStorage=true";

    private string ApiKey => _values.GetValueOrDefault("Access__Keys__0__Key", "<a key of local.settings.json>");

    public void UseAzurite(int blob, int queue, int table) =>
        _values[Storage] = $"DefaultEndpointsProtocol=http;AccountName={Account};AccountKey={AccountKey};"
            + $"BlobEndpoint=http://127.0.0.1:{blob}/{Account};QueueEndpoint=http://127.0.0.1:{queue}/{Account};"
            + $"TableEndpoint=http://127.0.0.1:{table}/{Account};";

    public async Task<string?> WhatIsUnhealthyAsync(CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        try
        {
            using var answer = await client.GetAsync($"{_url}/health", cancellationToken);
            return answer.IsSuccessStatusCode
                ? null
                : $"GET /health answers {(int)answer.StatusCode} {await answer.Content.ReadAsStringAsync(cancellationToken)}";
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            return $"GET /health: {e.Message}";
        }
    }

    public string Welcome(TimeSpan after)
    {
        const string Email = """{"from":"Acme <hi@acme.test>","to":["you@example.test"],"subject":"Hello","text":"It works."}""";
        var request = $"{_url}/emails -H \"Authorization: Bearer {ApiKey}\" -H \"Content-Type: application/json\"";
        // PowerShell 5 and 7 quote arguments differently; a pipe means the same to both.
        var curl = OperatingSystem.IsWindows() ? $"'{Email}' | curl.exe -sS {request} -d '@-'" : $"curl -sS {request} -d '{Email}'";
        return $"""

            Ready after {after.TotalSeconds:0.0} s. Ctrl-C stops everything.

              API        {_url}/emails
              Inbox      {_url}/inbox
              Dashboard  {_url}/dashboard
              Health     {_url}/health
              API key    {ApiKey}

            Send a first email:

            {curl}

            """;
    }

    private bool Has(string prefix) => _values.Keys.Any(key => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    private void AddSandbox(int index, string name, int priority) => Add($"Providers__{index}__",
        ("Name", name), ("Host", "127.0.0.1"), ("Port", _values[SandboxPort]), ("Security", "None"), ("Priority", $"{priority}"));

    private void Add(string prefix, params (string Name, string Value)[] added)
    {
        foreach (var (name, value) in added)
            _values[prefix + name] = value;
    }

    private static Dictionary<string, string> Read(string file)
    {
        var read = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        if (!File.Exists(file))
            return read;
        try
        {
            var options = new JsonDocumentOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true };
            using var document = JsonDocument.Parse(File.ReadAllBytes(file), options);
            foreach (var value in document.RootElement.GetProperty(nameof(Values)).EnumerateObject())
                read[value.Name.Replace(":", "__", StringComparison.Ordinal)] = value.Value.ToString();
            return read;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new Refusal($"{file} cannot be read ({e.Message}); local.settings.sample.json shows how it looks.");
        }
    }

    private static string KeptApiKey(string file)
    {
        if (!File.Exists(file))
            File.WriteAllText(file, "re_local_" + RandomNumberGenerator.GetHexString(32, lowercase: true));
        return File.ReadAllText(file).Trim();
    }
}
