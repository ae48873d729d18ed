using EmailDispatch.Domains;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Checks the domains that are due, once an hour; each is due once a day.</summary>
public sealed class DomainTimer(DomainChecks checks)
{
    [Function("CheckDomains")]
    public Task RunAsync([TimerTrigger("0 23 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => checks.RunAsync(cancellationToken);
}
