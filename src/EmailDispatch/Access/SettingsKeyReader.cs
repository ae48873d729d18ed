using System.Globalization;
using System.Net;
using EmailDispatch.Emails;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Access;

/// <summary>
/// Reads one key from the settings, <c>Access:Keys:N</c>, as strictly as a request: an ignored typo would drop a restriction. The settings are
/// <c>Key</c> or <c>Secret</c> (the name of the secret that holds the key), <c>Name</c>, <c>Tenant</c>, <c>Scopes</c>, <c>FromDomains</c>,
/// <c>DeliverOnlyTo</c>, <c>RedirectTo</c>, <c>IpRanges</c>, <c>ProviderHeaders</c> and <c>RatePerSecond</c>. Lists are comma-separated or written as
/// <c>Scopes:0</c>, <c>Scopes:1</c>.
/// </summary>
internal static class SettingsKeyReader
{
    /// <summary>The minimum length of a key in the settings, which a person chooses.</summary>
    public const int MinKeyLength = 16;

    /// <summary>The settings of a key.</summary>
    public static readonly string[] Known =
        ["Key", "Secret", "Name", "Tenant", "Scopes", "FromDomains", "DeliverOnlyTo", "RedirectTo", "IpRanges", "ProviderHeaders", "RatePerSecond"];

    private delegate bool Parser<T>(string text, out T value, out string fault);

    /// <summary>Reads one key. Without faults, exactly one of the returned key and secret is not empty. Faults never contain the key.</summary>
    public static (string Key, string Secret, ApiKey Allowed) Read(IConfigurationSection section, List<string> faults)
    {
        var (key, secret) = ("", "");
        var allowed = new ApiKey { Id = $"settings:{section.Key}", Name = "", Tenant = ApiKey.DefaultTenant };
        foreach (var setting in section.GetChildren())
        {
            var text = setting.Value?.Trim() ?? "";
            switch (setting.Key.ToUpperInvariant())
            {
                case "KEY": key = text; break;
                case "SECRET": secret = text; break;
                case "NAME": allowed = allowed with { Name = ReadName(text, faults) }; break;
                case "TENANT": allowed = allowed with { Tenant = ReadTenant(text, faults) }; break;
                case "SCOPES": allowed = allowed with { Scopes = ReadScopes(setting, faults) }; break;
                case "FROMDOMAINS": allowed = allowed with { FromDomains = ReadList<string>(setting, ApiKeyRules.TryReadDomain, faults) }; break;
                case "DELIVERONLYTO": allowed = allowed with { Recipients = allowed.Recipients with { DeliverOnlyTo = ReadList<string>(setting, ApiKeyRules.TryReadRecipients, faults) } }; break;
                case "REDIRECTTO": allowed = allowed with { Recipients = allowed.Recipients with { RedirectTo = ReadRecipient(text, faults) } }; break;
                case "IPRANGES": allowed = allowed with { IpRanges = ReadList<IPNetwork>(setting, ApiKeyRules.TryReadRange, faults) }; break;
                case "PROVIDERHEADERS": allowed = allowed with { ProviderHeaders = ReadBoolean(text, faults) }; break;
                case "RATEPERSECOND": allowed = allowed with { RatePerSecond = ReadRate(text, faults) }; break;
                default: faults.Add($"{setting.Key}: there is no such setting{(FieldNames.Closest(setting.Key, Known) is { } meant ? $"; did you mean {meant}?" : $"; known are {string.Join(", ", Known)}.")}"); break;
            }
        }

        if (secret.Length > 0 && key.Length > 0)
            faults.Add("Key: must not be set together with Secret.");
        else if (secret.Length == 0 && key.Length < MinKeyLength)
            faults.Add($"Key: must have at least {MinKeyLength} characters.");
        if (ApiKeyRules.FindConflict(allowed.Recipients, allowed.ProviderHeaders) is { } conflict)
            faults.Add($"{(conflict.Field == "redirect_to" ? "RedirectTo" : "ProviderHeaders")}: {conflict.Fault}.");
        return (key, secret, allowed);
    }

    private static string ReadName(string name, List<string> faults)
    {
        if (name.Length > ApiKeyRules.MaxNameLength || TextSafety.FindUnsafe(name) is not null)
            faults.Add($"Name: must be at most {ApiKeyRules.MaxNameLength} printable characters.");
        return name;
    }

    private static string ReadTenant(string tenant, List<string> faults)
    {
        if (ApiKeyRules.FindTenantFault(tenant) is { } fault)
            faults.Add($"Tenant: '{tenant}' {fault}.");
        return tenant;
    }

    private static Scopes ReadScopes(IConfigurationSection setting, List<string> faults) =>
        ReadList<Scopes>(setting, ApiKeyRules.TryReadScope, faults).Aggregate(Scopes.None, (all, scope) => all | scope);

    private static string? ReadRecipient(string text, List<string> faults)
    {
        if (text.Length == 0)
            return null;
        if (ApiKeyRules.TryReadRecipient(text, out var address, out var fault))
            return address;
        faults.Add($"RedirectTo: '{text}' {fault}.");
        return null;
    }

    private static bool? ReadBoolean(string text, List<string> faults)
    {
        if (text.Length == 0)
            return null;
        if (bool.TryParse(text, out var value))
            return value;
        faults.Add($"ProviderHeaders: '{text}' must be true or false.");
        return null;
    }

    private static int? ReadRate(string text, List<string> faults)
    {
        if (text.Length == 0)
            return null;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var rate) && rate is >= 1 and <= ApiKeyRules.MaxRatePerSecond)
            return rate;
        faults.Add($"RatePerSecond: '{text}' {ApiKeyRules.RateFault}.");
        return null;
    }

    private static List<T> ReadList<T>(IConfigurationSection setting, Parser<T> parse, List<string> faults)
    {
        var values = new List<T>();
        var texts = setting.Value?.Split(',') ?? setting.GetChildren().Select(child => child.Value ?? "");
        foreach (var text in texts.Select(text => text.Trim()))
        {
            if (parse(text, out var parsed, out var fault))
                values.Add(parsed);
            else
                faults.Add($"{setting.Key}: '{text}' {fault}.");
        }

        return values;
    }
}
