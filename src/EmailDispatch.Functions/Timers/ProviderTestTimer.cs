using EmailDispatch.ConnectionTesting;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Tests the providers once a day.</summary>
public sealed class ProviderTestTimer(ProviderSelfTest tests)
{
    [Function("TestProviders")]
    public Task RunAsync([TimerTrigger("0 41 5 * * *")] TimerInfo timer, CancellationToken cancellationToken) => tests.RunAsync(cancellationToken);
}
