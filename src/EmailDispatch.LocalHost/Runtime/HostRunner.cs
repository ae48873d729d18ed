using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.AspNetCore.Connections;

namespace EmailDispatch.LocalHost.Runtime;

/// <summary>Runs the host until it is stopped. Each fault that prevents the start is printed on one line without a stack trace.</summary>
internal static class HostRunner
{
    public static async Task<int> RunAsync(Func<WebApplication> build)
    {
        try
        {
            await using var app = build();
            SettingFaults.Check(app.Services);
            await app.RunAsync();
            return 0;
        }
        catch (Exception fault)
        {
            await Console.Error.WriteLineAsync(Explain(fault) ?? $"The local host stopped: {fault}");
            return 1;
        }
    }

    internal static string? Explain(Exception fault) => fault switch
    {
        StartupFault => $"Cannot start: {fault.Message}",
        IOException { InnerException: AddressInUseException } =>
            $"Cannot start: {fault.Message.TrimEnd('.')}. Choose another address with --urls.",
        _ => SettingFaults.Find(fault),
    };
}
