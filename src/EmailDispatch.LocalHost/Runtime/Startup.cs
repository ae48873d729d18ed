using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace EmailDispatch.LocalHost.Runtime;

/// <summary>Runs the host until it is asked to stop. What keeps it from starting is told in one line for each fault, without a stack trace.</summary>
internal static class Startup
{
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            await app.RunAsync();
            return 0;
        }
        catch (Exception fault) when (Explain(fault) is { } line)
        {
            await Console.Error.WriteLineAsync(line);
            return 1;
        }
        catch (Exception unforeseen)
        {
            await Console.Error.WriteLineAsync($"The local host stopped: {unforeseen}");
            return 1;
        }
    }

    internal static string? Explain(Exception fault) => fault switch
    {
        StartupFault => $"Cannot start: {fault.Message}",
        OptionsValidationException invalid => string.Join(Environment.NewLine, invalid.Failures.Select(failure => $"Cannot start: {failure}")),
        AggregateException { InnerExceptions: var several } when several.All(one => Explain(one) is not null) =>
            string.Join(Environment.NewLine, several.Select(Explain)),
        IOException { InnerException: AddressInUseException } =>
            $"Cannot start: {fault.Message.TrimEnd('.')}. Choose another address with --urls.",
        _ => null,
    };
}

/// <summary>Why the host cannot start, in one line that names the setting, file, function or endpoint to look at.</summary>
internal sealed class StartupFault(string message, Exception? cause = null) : Exception(message, cause);
