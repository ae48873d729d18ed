using EmailDispatch.Access;
using EmailDispatch.Providers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailDispatch;

/// <summary>Asks each room that reads settings of its own for what is wrong with them.</summary>
internal sealed class RoomSettingsValidation(IServiceProvider services, IConfiguration configuration) : IValidateOptions<RoomSettings>
{
    private static readonly Type[] Readers = [typeof(ProviderCatalogue), typeof(SettingsKeys)];

    public ValidateOptionsResult Validate(string? name, RoomSettings options)
    {
        List<string> faults = [.. EmailDispatchServices.FindFaults(configuration)];
        foreach (var reader in Readers)
        {
            try
            {
                _ = services.GetRequiredService(reader);
            }
            catch (OptionsValidationException invalid)
            {
                faults.AddRange(invalid.Failures);
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}

/// <summary>Stands for the settings that rooms read by themselves, so that they are checked with the options and every fault is told at once.</summary>
internal sealed class RoomSettings;
