using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Settings;

/// <summary>Registers options that are read from a section and checked when the host starts.</summary>
public static class SettingsServices
{
    /// <summary>Adds options; <paramref name="others"/> are settings of the section that are read by name.</summary>
    public static IServiceCollection AddSettings<T>(this IServiceCollection services, IConfiguration configuration, string section, params string[] others)
        where T : class
    {
        services.AddSingleton(new SettingsSection(section, [.. SettingsSection.PropertiesOf(typeof(T)).Select(property => property.Name), .. others]));
        services.AddOptions<T>().Configure(options =>
        {
            if (SettingsReader.Read(configuration.GetSection(section), options) is { Count: > 0 } faults)
                throw new OptionsValidationException(section, typeof(T), faults);
        }).ValidateOnStart();
        return services;
    }
}
