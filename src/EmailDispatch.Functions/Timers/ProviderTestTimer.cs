using EmailDispatch.ConnectionTesting;
using EmailDispatch.Operations;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Tests the providers once a day, then reports what expires soon, because the tests have just seen the certificates.</summary>
public sealed class ProviderTestTimer(ProviderSelfTest tests, Expiries expiries)
{
    [Function("TestProviders")]
    public async Task RunAsync([TimerTrigger("0 41 5 * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await tests.RunAsync(cancellationToken);
        await expiries.ReportAsync(cancellationToken);
    }
}
