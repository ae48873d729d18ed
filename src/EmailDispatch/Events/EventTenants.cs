using EmailDispatch.Access;
using EmailDispatch.Providers;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Events;

/// <summary>
/// The tenants whose email an event with only an id may be about: those that the provider serves, or else all that have an API key. An id has 62
/// random bits, so at most one of them has the email.
/// </summary>
public sealed partial class EventTenants(SettingsKeys settings, ApiKeyTable table, TimeProvider time, ILogger<EventTenants> logger)
{
    // An event costs one request per tenant; with more tenants, the provider must return the reference.
    private const int MaxTenants = 100;

    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    private RefreshedValue<string[]>? _all;

    internal async ValueTask<IReadOnlyList<string>> FindAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        if (provider.Tenants.Count > 0)
            return provider.Tenants;
        _all ??= new RefreshedValue<string[]>("tenants", ReadAsync, fault => Log.Kept(logger, fault.Message), time);
        return await _all.GetAsync(cancellationToken);
    }

    private async Task<CachedValue<string[]>> ReadAsync(CancellationToken cancellationToken)
    {
        var issued = await table.ListTenantsAsync(cancellationToken);
        string[] all = [.. settings.Tenants.Append(ApiKey.DefaultTenant).Concat(issued).Distinct(StringComparer.Ordinal).Take(MaxTenants)];
        return new CachedValue<string[]>(all, time.GetUtcNow() + Lifetime, DateTimeOffset.MaxValue);
    }

    private static partial class Log
    {
        [LoggerMessage(5105, LogLevel.Warning, "The tenants could not be listed again; the cached list stays in use: {Fault}")]
        public static partial void Kept(ILogger logger, string fault);
    }
}
