namespace EmailDispatch.Senders;

/// <summary>A tenant or key has sent what it may send in this day or month; nothing was accepted.</summary>
/// <param name="isOfDay">Whether the quota of the day is used up; else that of the month.</param>
/// <param name="message">What is used up, and when it begins anew.</param>
/// <param name="retryAfter">How long until then.</param>
public sealed class QuotaExceededException(bool isOfDay, string message, TimeSpan retryAfter) : Exception(message)
{
    public bool IsOfDay => isOfDay;

    public TimeSpan RetryAfter => retryAfter;
}
