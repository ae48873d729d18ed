using EmailDispatch.Operations;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>
/// Reports the dispatcher's state to metrics and the log, releases messages of lost instances and of emails that need not wait, and settles poison messages.
/// </summary>
public sealed class WatchTimer(LostInstances lost, WaitingEmails waiting, DispatcherWatch watch, PoisonedMessages poisoned)
{
    [Function("WatchDispatcher")]
    public async Task RunAsync([TimerTrigger("0 * * * * *")] TimerInfo timer, CancellationToken cancellationToken)
    {
        await watch.ReportAsync(cancellationToken);
        await lost.ReleaseAsync(cancellationToken);
        await waiting.WakeAsync(provider: null, cancellationToken);
        await poisoned.BringBackAsync(cancellationToken);
    }
}
