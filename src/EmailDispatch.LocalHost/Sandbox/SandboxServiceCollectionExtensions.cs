using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>Adds the sandbox to a host.</summary>
public static class SandboxServiceCollectionExtensions
{
    /// <summary>Registers <see cref="SandboxInbox"/> and <see cref="SandboxServers"/>, which run by the settings <c>Sandbox:*</c>.</summary>
    public static IServiceCollection AddSandbox(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<SandboxSettings>()
            .Bind(configuration.GetSection(SandboxSettings.Section), binder => binder.ErrorOnUnknownConfiguration = true)
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider =>
        {
            var settings = provider.GetRequiredService<IOptions<SandboxSettings>>().Value;
            return new SandboxInbox(settings.InboxMessages, settings.InboxMegabytes * 1024L * 1024);
        });
        services.TryAddSingleton<SandboxServers>();
        services.AddHostedService(provider => provider.GetRequiredService<SandboxServers>());
        return services;
    }
}
