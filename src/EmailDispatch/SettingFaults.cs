using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailDispatch;

/// <summary>What is wrong with the settings, one line for each fault.</summary>
public static class SettingFaults
{
    /// <summary>Checks all settings before the host starts, because a host that starts logs a fault with its stack trace.</summary>
    /// <exception cref="OptionsValidationException">Settings of one kind have faults.</exception>
    /// <exception cref="AggregateException">Settings of several kinds have faults.</exception>
    public static void Check(IServiceProvider services) => services.GetService<IStartupValidator>()?.Validate();

    /// <returns>A list for the console; null where the fault is not one of the settings.</returns>
    public static string? Find(Exception fault)
    {
        if (FailuresOf(fault) is not { } failures)
            return null;

        var lines = failures.Distinct(StringComparer.Ordinal).ToList();
        return string.Join(Environment.NewLine, [$"Cannot start; the settings have {(lines.Count == 1 ? "a fault" : $"{lines.Count} faults")}:", .. lines.Select(line => $"  {line.ReplaceLineEndings(" ")}")]);
    }

    private static IEnumerable<string>? FailuresOf(Exception fault) => fault switch
    {
        OptionsValidationException invalid => invalid.Failures,
        AggregateException { InnerExceptions: var several } when several.All(one => FailuresOf(one) is not null) => several.SelectMany(one => FailuresOf(one)!),
        _ => null,
    };
}
