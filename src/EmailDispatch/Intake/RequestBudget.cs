using EmailDispatch.Emails;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake;

/// <summary>
/// The bytes of request bodies that this process holds at once. A few compressed kilobytes become megabytes, and each of those several
/// more while the email is read: without a common limit a handful of callers uses up the memory of all.
/// </summary>
public sealed class RequestBudget(IOptions<EmailLimits> limits)
{
    private long _taken;

    /// <summary>How many are taken at the moment.</summary>
    public long Taken => Interlocked.Read(ref _taken);

    /// <summary>Takes some, until they are returned.</summary>
    /// <returns>False where there are not as many left; none are taken then.</returns>
    public bool TryTake(long bytes)
    {
        if (Interlocked.Add(ref _taken, bytes) <= limits.Value.MaxRequestBytesInFlight)
            return true;

        Return(bytes);
        return false;
    }

    /// <summary>Gives some back.</summary>
    public void Return(long bytes) => Interlocked.Add(ref _taken, -bytes);
}
