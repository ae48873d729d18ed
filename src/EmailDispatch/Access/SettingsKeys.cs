using EmailDispatch.Secrets;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Access;

/// <summary>
/// The keys in the settings: an installation's first key, which issues the others, and keys for development. A key in a vault is read on first use,
/// because the host must start even if the vault is down. To revoke a key, remove it from the settings. A key replaced in the vault takes effect
/// within ten minutes.
/// </summary>
public sealed partial class SettingsKeys
{
    public const string Section = "Access:Keys";

    // Ten minutes in total, including the minute that results are cached.
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10) - ApiKeyCache.Lifetime;

    private readonly List<(ApiKeyHash Hash, ApiKey Key)> _plain = [];
    private readonly List<(RefreshedValue<string> Hash, ApiKey Key)> _secret = [];
    private readonly ISecretSource _source;
    private readonly TimeProvider _time;

    /// <summary>Reads and validates the settings.</summary>
    /// <exception cref="OptionsValidationException">Contains all errors found.</exception>
    public SettingsKeys(IConfiguration configuration, ISecretSource source, TimeProvider time, ILogger<SettingsKeys> logger)
    {
        (_source, _time) = (source, time);
        var faults = new List<string>();
        if (configuration.GetSection(Section).Value is { Length: > 0 })
            faults.Add($"{Section}: keys are numbered, as in Access__Keys__0__Key.");
        foreach (var section in configuration.GetSection(Section).GetChildren())
        {
            if (section.Value is { Length: > 0 })
            {
                faults.Add($"{section.Path}: keys are numbered, as in Access__Keys__0__Key.");
                continue;
            }

            var found = new List<string>();
            var (key, secret, allowed) = SettingsKeyReader.Read(section, found);
            faults.AddRange(found.Select(fault => $"{section.Path}:{fault}"));
            if (secret.Length > 0)
                _secret.Add((new RefreshedValue<string>(secret, c => ReadAsync(secret, c), fault => Log.Kept(logger, secret, fault.Message), time), allowed));
            else if (found.Count == 0 && Find(ApiKeyHash.Of(key)) is { Id: var same })
                faults.Add($"{section.Path}:Key: is the key of {same.Replace("settings:", "Access__Keys__", StringComparison.Ordinal)} too.");
            else
                _plain.Add((ApiKeyHash.Of(key), allowed));
        }

        if (faults.Count > 0)
            throw new OptionsValidationException(Section, typeof(ApiKey), faults);
    }

    /// <summary>The tenants that have a key in the settings.</summary>
    internal IEnumerable<string> Tenants => _plain.Select(entry => entry.Key.Tenant).Concat(_secret.Select(entry => entry.Key.Tenant));

    // Compares every key even after a match, so the duration reveals nothing.
    internal ApiKey? Find(ApiKeyHash presented)
    {
        ApiKey? found = null;
        foreach (var (hash, key) in _plain)
        {
            if (hash.Equals(presented))
                found = key;
        }

        return found;
    }

    /// <summary>Finds a key among those in the vault.</summary>
    /// <exception cref="CredentialException">The key was not found, and some keys could not be read.</exception>
    internal async ValueTask<ApiKey?> FindSecretAsync(ApiKeyHash presented, CancellationToken cancellationToken)
    {
        CredentialException? unread = null;
        foreach (var (hash, key) in _secret)
        {
            try
            {
                if (ApiKeyHash.Parse(await hash.GetFreshAsync(cancellationToken)).Equals(presented))
                    return key;
            }
            catch (CredentialException fault)
            {
                unread = fault;
            }
        }

        return unread is null ? null : throw unread;
    }

    private async Task<CachedValue<string>> ReadAsync(string secret, CancellationToken cancellationToken)
    {
        var key = (await _source.ReadAsync(secret, cancellationToken)).Trim();
        if (key.Length < SettingsKeyReader.MinKeyLength)
            throw new CredentialException($"The secret '{secret}' is no API key: it must have at least {SettingsKeyReader.MinKeyLength} characters.");
        return new CachedValue<string>(ApiKeyHash.Of(key).ToString(), _time.GetUtcNow() + Lifetime, DateTimeOffset.MaxValue);
    }

    private static partial class Log
    {
        [LoggerMessage(4001, LogLevel.Warning, "The API key in the secret {Secret} could not be refreshed; the cached one stays in use: {Fault}")]
        public static partial void Kept(ILogger logger, string secret, string fault);
    }
}
