using Azure;
using EmailDispatch.Dispatch;
using EmailDispatch.Queueing;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Releases the messages of instances that were killed or frozen for too long. Every minute it reads the heartbeats
/// (<see cref="InstanceLease"/>), and stops there if all instances are alive. If one is lost, it looks up the instance's claims in the recently
/// written hours and makes the message of each visible, using the receipt in the claim. This is the same message, not a second one, and the
/// instance that takes it finds an expired claim.
/// <para>
/// If a receipt is no longer valid, the message already came back, or its host is alive and hid it again. A message that was taken but not claimed
/// names no instance; it stays hidden until the host's ten minutes are over.
/// </para>
/// </summary>
public sealed partial class LostInstances(
    InstanceTable instances, OpenHours openHours, StatusStore status, DispatchQueue queue, TimeProvider time, ILogger<LostInstances> logger)
{
    // A write is announced at most this long in advance, and a claim is no older than the longest attempt.
    private static readonly TimeSpan Recent = OpenHours.Announcement + TimeSpan.FromMinutes(20);

    /// <returns>How many messages were made visible.</returns>
    /// <exception cref="RequestFailedException">Storage failed; the next run does the rest.</exception>
    public async Task<int> ReleaseAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lost = await instances.ReadAllAsync(cancellationToken).Where(row => InstanceLease.IsOver(row, now)).OrderBy(row => row.Until).ToListAsync(cancellationToken);
        if (lost.Count == 0)
            return 0;

        var hours = await openHours.ReadAllAsync(cancellationToken).Where(hour => hour.TouchedAt > now - Recent).ToListAsync(cancellationToken);
        var all = 0;
        foreach (var instance in lost)
        {
            var (claims, released) = (0, 0);
            foreach (var hour in hours)
            {
                await foreach (var claim in status.ReadClaimsAsync(hour.Tenant, hour.Hour, instance.Id + "|", cancellationToken))
                {
                    claims++;
                    if (ClaimId.TryParse(claim)?.Receipt is { } receipt && await queue.TryReleaseAsync(receipt, cancellationToken))
                        released++;
                }
            }

            // Deleted last: if the process dies before this, the next run starts over.
            await instances.DeleteAsync(instance, cancellationToken);
            if (claims > 0)
                Log.Lost(logger, instance.Id, claims, released);
            all += released;
        }

        return all;
    }

    private static partial class Log
    {
        [LoggerMessage(2602, LogLevel.Warning, "Instance {Instance} was lost with {Claims} running attempts; {Released} of their messages are visible again")]
        public static partial void Lost(ILogger logger, string instance, int claims, int released);
    }
}
