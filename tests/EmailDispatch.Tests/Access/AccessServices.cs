using Azure.Data.Tables;
using EmailDispatch.Access;
using EmailDispatch.Secrets;
using EmailDispatch.Tests.Providers.State;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace EmailDispatch.Tests.Access;

/// <summary>What the authentication of a host needs, with tables in memory and secrets from the settings.</summary>
internal static class AccessServices
{
    public static void AddAccess(this IServiceCollection services, MemoryTables tables)
    {
        services.AddSingleton<TableServiceClient>(tables);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ISecretSource, SettingsSecretSource>();
        services.AddOptions<AccessOptions>().BindConfiguration("Access");
        services.AddSingleton<SettingsKeys>();
        services.AddSingleton<ApiKeyTable>();
        services.AddSingleton<ApiKeyCache>();
        services.AddSingleton<ApiKeys>();
        services.AddSingleton<ApiKeyManagement>();
        services.AddSingleton<KeyRates>();
        services.AddSingleton<KeyUses>();
    }
}
