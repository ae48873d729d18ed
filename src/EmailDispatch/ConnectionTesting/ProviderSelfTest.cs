using EmailDispatch.Naming;
using EmailDispatch.Providers;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.ConnectionTesting;

/// <summary>
/// Tests every enabled provider up to MAIL FROM, so that a broken fallback is known before it is needed. No email is sent and no quota is used.
/// </summary>
public sealed partial class ProviderSelfTest(ProviderCatalogue catalogue, ProviderTest test, ILogger<ProviderSelfTest> logger)
{
    private const int AtOnce = 4;

    /// <summary>Tests them once.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Parallel.ForEachAsync(
        catalogue.All.Where(provider => provider.Enabled),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (provider, cancellation) => await RunAsync(provider, cancellation));

    private async Task RunAsync(ProviderOptions provider, CancellationToken cancellationToken)
    {
        var tenant = provider.Tenants is [var first, ..] ? first : "";
        ProviderTestReport? report;
        try
        {
            report = (await test.RunAsync(tenant, new ProviderTestRequest { Provider = provider.Name }, cancellationToken)).Report;
        }
#pragma warning disable CA1031 // One provider whose test has a fault must not keep the others from being tested.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            Log.NotTested(logger, fault, provider.Name);
            return;
        }

        if (report is { FailedStage: { } stage })
            Log.Failed(logger, provider.Name, stage.ToName(), report.Message, report.Hint?.Fix ?? "");
        else if (report is not null)
            Log.Passed(logger, provider.Name);
    }

    private static partial class Log
    {
        [LoggerMessage(2703, LogLevel.Information, "Provider {Provider} passed its daily test")]
        public static partial void Passed(ILogger logger, string provider);

        [LoggerMessage(2704, LogLevel.Error, "Provider {Provider} failed its daily test at {Stage}: {Message} {Fix}")]
        public static partial void Failed(ILogger logger, string provider, string stage, string message, string fix);

        [LoggerMessage(2705, LogLevel.Error, "Provider {Provider} could not be tested")]
        public static partial void NotTested(ILogger logger, Exception fault, string provider);
    }
}
