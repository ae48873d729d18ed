using EmailDispatch.Emails;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake;

/// <summary>
/// The bytes of request bodies that this process holds at once. A few compressed kilobytes become megabytes, and each of those several
/// more while the email is read: without a common limit a handful of callers uses up the memory of all. One request alone always goes.
/// </summary>
/// <param name="limits">The most, however much memory there is.</param>
/// <param name="memory">What the process may use; by default what the garbage collector says.</param>
public sealed class RequestBudget(IOptions<EmailLimits> limits, long? memory = null)
{
    // A body of plain text takes about eight times its size while it is read: a third of the memory.
    private readonly long _shareOfMemory = (memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) / 24;

    private long _taken;

    /// <summary>How many are taken at the moment.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes some, until they are returned.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="held">How many the same request has taken before.</param>
    /// <returns>False where there are not as many left; none are taken then.</returns>
    public bool TryTake(long bytes, long held = 0)
    {
        var taken = Interlocked.Add(ref _taken, bytes);
        if (taken <= Math.Min(limits.Value.MaxRequestBytesInFlight, _shareOfMemory) || taken == held + bytes)
            return true;

        Return(bytes);
        return false;
    }

    /// <summary>Gives some back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
