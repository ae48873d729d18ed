using EmailDispatch.Emails;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake;

/// <summary>
/// Limits the bytes of request bodies that this process holds at once. A few compressed kilobytes become megabytes, and several times that
/// while the email is read: without a common limit a few callers could use up the memory. A single request is always allowed.
/// </summary>
/// <param name="limits">The most, however much memory there is.</param>
/// <param name="memory">What the process may use; by default what the garbage collector says.</param>
public sealed class RequestBudget(IOptions<EmailLimits> limits, long? memory = null)
{
    // A body of plain text takes about eight times its size while it is read: a third of the memory in all.
    private readonly long _shareOfMemory = (memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) / 24;

    private long _taken;

    /// <summary>How many are taken at the moment.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes bytes, until they are returned.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="held">How many the same request holds already.</param>
    /// <returns>False if there are not as many left; then none are taken.</returns>
    public bool TryTake(long bytes, long held = 0)
    {
        var taken = Interlocked.Add(ref _taken, bytes);
        if (taken <= Math.Min(limits.Value.MaxRequestBytesInFlight, _shareOfMemory) || taken == held + bytes)
            return true;

        Return(bytes);
        return false;
    }

    /// <summary>Returns bytes.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
