using System.Security.Cryptography;
using System.Text.Json;

namespace EmailDispatch.Dev;

/// <summary>The settings of the local host: local.settings.json over working defaults.</summary>
internal sealed class LocalSettings
{
    // Azurite's published development account; it works only with the emulator.
    private const string Account = "devstoreaccount1";
    private const string AccountKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
    private const string Storage = "AzureWebJobsStorage";

    private const int UsualPort = 7071;
    private const string PlainPort = "Sandbox__PlainPort";
    private const string DoorPort = "SmtpDoor__StartTlsPort";
    private const string DoorTlsPort = "SmtpDoor__ImplicitTlsPort";
    private const string DoorCertificate = "SmtpDoor__CertificateFile";

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static readonly (string Name, int Usual)[] SandboxPorts =
    [
        ("PlainPort", 2525), ("StartTlsPort", 2526), ("ImplicitTlsPort", 2527), ("Refuse421Port", 2521),
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
        foreach (var (name, usual) in SandboxPorts)
            Move($"Sandbox__{name}", usual, port - UsualPort);
        Move(DoorPort, 2587, port - UsualPort);
        Move(DoorTlsPort, 2465, port - UsualPort);
        _values.TryAdd("SmtpDoor__Address", "127.0.0.1");
        _values.TryAdd("SmtpDoor__HostName", "localhost");
        if (!Has("SmtpDoor__Certificate"))
            _values[DoorCertificate] = Path.GetFullPath(".local/smtp-door.pem");
        _values.TryAdd("Domains__KeyFolder", Path.GetFullPath(".local/dkim"));
        if (!Has("Access__Keys__"))
            Add("Access__Keys__0__", ("Key", KeptKey(keptKey, "re_local_")), ("Name", "local"));
        _values.TryAdd("Secrets__webhook-signing-key", KeptKey(Path.Combine(Path.GetDirectoryName(keptKey)!, "webhook-signing-key"), "local_"));
        _values.TryAdd("Secrets__recipient-salt", KeptKey(Path.Combine(Path.GetDirectoryName(keptKey)!, "recipient-salt"), "local_"));
        _values.TryAdd("Webhooks__AllowPrivateAddresses", "true");
        if (!Has("Providers__"))
        {
            AddSandbox(0, "sandbox-1", priority: 1);
            AddSandbox(1, "sandbox-2", priority: 2);
        }
    }

    public IReadOnlyDictionary<string, string> Values => _values;

    public bool WantsAzurite => !_values.TryGetValue(Storage, out var given) || given is "" or "UseDevelopmentStorage=true";

    private string ApiKey => _values.GetValueOrDefault("Access__Keys__0__Key", "<a key of local.settings.json>");

    public string StorageConnection => _values.GetValueOrDefault(Storage, "");

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
        // PowerShell 5 and 7 quote arguments differently; a pipe works in both.
        var curl = OperatingSystem.IsWindows() ? $"'{Email}' | curl.exe -sS {request} -d '@-'" : $"curl -sS {request} -d '{Email}'";
        return $"""

            Ready after {after.TotalSeconds:0.0} s. Ctrl-C stops everything.

              API        {_url}/emails
              Inbox      {_url}/inbox
              Dashboard  {_url}/dashboard
              Health     {_url}/health
              SMTP       127.0.0.1:{_values[PlainPort]} (the sandbox; accepts any address, no login)
              SMTP door  127.0.0.1:{_values[DoorPort]} (STARTTLS), {_values[DoorTlsPort]} (TLS); any user, the API key as password
              Storage    {StorageConnection}
              API key    {ApiKey}

            Send a first email:

            {curl}

            Or over SMTP:

            {Smtp()}

            """;
    }

    private string Smtp()
    {
        const string Message = "From: hi@acme.test\\r\\nTo: you@example.test\\r\\nSubject: Hello\\r\\n\\r\\nIt works.\\r\\n";
        var trust = _values.TryGetValue(DoorCertificate, out var file) ? $" --cacert {Path.GetRelativePath(".", file)}" : "";
        var curl = $"smtp://127.0.0.1:{_values[DoorPort]} --ssl-reqd{trust} --user resend:{ApiKey} --mail-from hi@acme.test --mail-rcpt you@example.test -T -";

        // PowerShell writes its strings with CR LF only at the end; its escapes are others.
        return OperatingSystem.IsWindows()
            ? $"\"{Message.Replace("\\r", "`r", StringComparison.Ordinal).Replace("\\n", "`n", StringComparison.Ordinal)}\" | curl.exe -sS {curl}"
            : $"printf '{Message}' | curl -sS {curl}";
    }

    private bool Has(string prefix) => _values.Keys.Any(key => key.StartsWith(prefix, StringComparison.OrdinalIgnoreCase));

    // The inbox tells the two apart by the name in EHLO.
    private void AddSandbox(int index, string name, int priority) => Add($"Providers__{index}__",
        ("Name", name), ("Host", "127.0.0.1"), ("Port", _values[PlainPort]), ("Security", "None"), ("Priority", $"{priority}"), ("EhloName", $"{name}.test"));

    // Shifts SMTP ports, and the providers that use them, like the API's port, so two `up`s on different ports never share a sandbox.
    private void Move(string setting, int usual, int distance)
    {
        var wanted = _values.TryGetValue(setting, out var given) && int.TryParse(given, out var number) ? number : usual;
        if (wanted <= 0)
            return;
        var port = wanted + distance is > 0 and < 65536 && Ports.IsFree(wanted + distance) ? wanted + distance : Ports.Free(1)[0];
        _values[setting] = $"{port}";
        foreach (var name in _values.Keys.Where(key => key.StartsWith("Providers__", StringComparison.OrdinalIgnoreCase)).ToList())
        {
            if (name.EndsWith("__Port", StringComparison.OrdinalIgnoreCase) && _values[name] == $"{wanted}"
                && _values.GetValueOrDefault($"{name[..^"Port".Length]}Host") is "127.0.0.1" or "localhost" or "::1")
            {
                _values[name] = $"{port}";
            }
        }
    }

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

    private static string KeptKey(string file, string prefix)
    {
        if (!File.Exists(file))
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = OwnerOnly;
            using var writer = new StreamWriter(file, options);
            writer.Write(prefix + RandomNumberGenerator.GetHexString(32, lowercase: true));
        }

        // A file from an earlier version may be readable by everybody.
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, OwnerOnly);
        return File.ReadAllText(file).Trim();
    }
}
