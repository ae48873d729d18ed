using EmailDispatch.PersonalData;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Timers;

/// <summary>Continues every five minutes to erase addresses.</summary>
public sealed class ErasureTimer(RecipientErasure erasure)
{
    [Function("EraseRecipients")]
    public Task RunAsync([TimerTrigger("30 */5 * * * *")] TimerInfo timer, CancellationToken cancellationToken) => erasure.ContinueAsync(cancellationToken);
}
