using EmailDispatch.Access;
using EmailDispatch.Providers;
using EmailDispatch.Senders;
using EmailDispatch.Settings;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailDispatch;

/// <summary>Asks each room that reads settings of its own for what is wrong with them, and finds settings that nothing reads.</summary>
internal sealed class RoomSettingsValidation(IServiceProvider services, IConfiguration configuration) : IValidateOptions<RoomSettings>
{
    private static readonly Type[] Readers = [typeof(ProviderCatalogue), typeof(SettingsKeys), typeof(SenderRules)];

    public ValidateOptionsResult Validate(string? name, RoomSettings options)
    {
        List<string> faults =
        [
            .. services.GetServices<SettingFault>().Select(fault => fault.Text),
            .. EmailDispatchServices.FindFaults(configuration),
            .. UnknownSettings.Find(configuration, services.GetServices<SettingsSection>()),
        ];
        foreach (var reader in Readers)
        {
            try
            {
                _ = services.GetRequiredService(reader);
            }
            catch (OptionsValidationException invalid)
            {
                faults.AddRange(invalid.Failures.Select(SettingFault.WithName));
            }
        }

        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}

/// <summary>Stands for the settings that rooms read by themselves, so that they are checked with the options and every fault is told at once.</summary>
internal sealed class RoomSettings;
