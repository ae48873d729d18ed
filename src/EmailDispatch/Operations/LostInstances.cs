using Azure;
using EmailDispatch.Dispatch;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Operations;

/// <summary>
/// Brings on what instances held that were lost: killed, or frozen for too long. Every minute: one query for the signs of life
/// (<see cref="InstanceLease"/>), and nothing more while all live. Where one is over, the claims that name it are looked for in the hours written to
/// lately, and the message of each is made visible with the receipt that the claim carries. It is the very message, not a second one, so
/// that nothing comes back later. Who takes it finds a claim that is over.
/// <para>
/// A receipt that is void belongs to a message that came back by itself, or whose host lives and hid it anew. What was taken and not yet claimed names
/// nobody; it waits until the host's ten minutes are over.
/// </para>
/// </summary>
public sealed partial class LostInstances(
    InstanceTable instances, OpenHours openHours, StatusStore status, Queueing.DispatchQueue queue, TimeProvider time, ILogger<LostInstances> logger)
{
    // A write is announced at most one announcement before it; a claim is no older than an attempt may take, and its instance was lost within it.
    private static readonly TimeSpan Recent = OpenHours.Announcement + TimeSpan.FromMinutes(20);

    /// <summary>Looks once.</summary>
    /// <returns>How many messages were made visible.</returns>
    /// <exception cref="RequestFailedException">Storage failed; what was not done is found again.</exception>
    public async Task<int> BringOnAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var lost = await instances.ReadAllAsync(cancellationToken).Where(row => InstanceLease.IsOver(row, now)).ToListAsync(cancellationToken);
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

            // Last: who dies before begins anew.
            await instances.DeleteAsync(instance, cancellationToken);
            if (claims > 0)
                Log.Lost(logger, instance.Id, claims, released);
            all += released;
        }

        return all;
    }

    private static partial class Log
    {
        [LoggerMessage(2602, LogLevel.Warning, "Instance {Instance} was lost with {Claims} emails under way; the messages of {Released} are visible again")]
        public static partial void Lost(ILogger logger, string instance, int claims, int released);
    }
}
