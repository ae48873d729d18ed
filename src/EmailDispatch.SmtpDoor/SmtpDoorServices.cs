using EmailDispatch.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.SmtpDoor;

/// <summary>Adds the SMTP door to a host that has the library.</summary>
public static class SmtpDoorServices
{
    public static IServiceCollection AddSmtpDoor(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddSettings<SmtpDoorOptions>(configuration, SmtpDoorOptions.Section);
        services.AddSingleton<DoorCertificates>();
        services.AddSingleton<DoorConnections>();
        services.AddSingleton<FailedLogins>();
        services.AddSingleton<KeyLogin>();
        services.AddSingleton<EnvelopePolicy>();
        services.AddSingleton<MessageAcceptance>();
        services.AddHostedService<SmtpDoorService>();
        return services;
    }
}
