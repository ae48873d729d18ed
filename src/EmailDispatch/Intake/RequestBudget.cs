using EmailDispatch.Emails;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake;

/// <summary>
/// Limits the bytes of request bodies, and of files fetched for them, that this process holds at once. A few compressed kilobytes become megabytes, and several times that while
/// the email is read, so without a shared limit a few callers could use up the memory. A single request is always allowed.
/// </summary>
/// <param name="limits">The configured limit, whatever the memory.</param>
/// <param name="memory">The memory the process may use; by default as reported by the garbage collector.</param>
public sealed class RequestBudget(IOptions<EmailLimits> limits, long? memory = null)
{
    // A plain-text body takes about eight times its size while it is read, so this uses up to a third of the memory.
    private readonly long _shareOfMemory = (memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) / 24;

    private long _taken;

    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes bytes until they are returned; <paramref name="held"/> is the most that the same request already holds.</summary>
    /// <returns>False if not enough are left; then none are taken.</returns>
    public bool TryTake(long bytes, long held = 0)
    {
        var taken = Interlocked.Add(ref _taken, bytes);
        if (taken <= Math.Min(limits.Value.MaxRequestBytesInFlight, _shareOfMemory) || taken <= held + bytes)
            return true;

        Return(bytes);
        return false;
    }

    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
