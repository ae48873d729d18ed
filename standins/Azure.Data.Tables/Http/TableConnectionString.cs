namespace Azure.Data.Tables.Http;

/// <summary>A storage connection string, as far as it tells where tables are and by which key.</summary>
internal sealed record TableConnectionString(Uri Endpoint, TableSharedKeyCredential Credential)
{
    // Public knowledge: the account that every storage emulator has.
    private const string EmulatorAccount = "devstoreaccount1";
    private const string EmulatorKey = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

    public static TableConnectionString Parse(string text)
    {
        ArgumentException.ThrowIfNullOrEmpty(text);
        var settings = Settings(text);
        if (settings.TryGetValue("UseDevelopmentStorage", out var emulator) && bool.Parse(emulator))
        {
            var proxy = settings.GetValueOrDefault("DevelopmentStorageProxyUri", "http://127.0.0.1").TrimEnd('/');
            return new(new Uri($"{proxy}:10002/{EmulatorAccount}"), new(EmulatorAccount, EmulatorKey));
        }

        if (!settings.TryGetValue("AccountName", out var account) || !settings.TryGetValue("AccountKey", out var key))
            throw new FormatException("The connection string needs AccountName and AccountKey.");

        var address = settings.GetValueOrDefault("TableEndpoint")
            ?? $"{settings.GetValueOrDefault("DefaultEndpointsProtocol", "https")}://{account}.table.{settings.GetValueOrDefault("EndpointSuffix", "core.windows.net")}";

        return new(new Uri(address), new(account, key));
    }

    private static Dictionary<string, string> Settings(string text)
    {
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var part in text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Keys end in '=' as base64 does, so only the first one separates.
            var (name, separator) = (part, part.IndexOf('=', StringComparison.Ordinal));
            if (separator <= 0)
                throw new FormatException("Settings must be of the form \"name=value\".");
            if (!settings.TryAdd(name[..separator], part[(separator + 1)..]))
                throw new FormatException($"Duplicate setting '{name[..separator]}' found.");
        }

        return settings;
    }
}
