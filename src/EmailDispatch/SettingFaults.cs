using Microsoft.Extensions.Options;

namespace EmailDispatch;

/// <summary>What is wrong with the settings, one line for each fault.</summary>
public static class SettingFaults
{
    /// <returns>The lines; null where the fault is not one of the settings.</returns>
    public static string? Find(Exception fault) => fault switch
    {
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures),
        AggregateException { InnerExceptions: var several } when several.All(one => Find(one) is not null) => string.Join(Environment.NewLine, several.Select(Find)),
        _ => null,
    };
}
