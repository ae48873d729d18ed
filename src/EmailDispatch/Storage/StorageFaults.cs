using Azure;
using Azure.Identity;

namespace EmailDispatch.Storage;

/// <summary>Tells storage failures from bugs, and lost races from both.</summary>
internal static class StorageFaults
{
    /// <summary>
    /// Whether storage could not be reached, did not answer, or refused for a reason other than the request itself: an outage, throttling, or revoked
    /// access. The SDK throws an <see cref="AggregateException"/> with one exception per try.
    /// </summary>
    public static bool Is(Exception fault) => fault switch
    {
        RequestFailedException { Status: 400 or 413 } => false,
        RequestFailedException or IOException or HttpRequestException or OperationCanceledException or AuthenticationFailedException => true,
        AggregateException several => several.InnerExceptions.Count > 0 && several.InnerExceptions.All(Is),
        _ => false,
    };

    /// <summary>Whether a request failed or timed out for any reason; for work that may be left undone.</summary>
    public static bool IsAny(Exception fault) => fault is RequestFailedException or AggregateException || Is(fault);

    /// <summary>Whether a write lost a race: another one inserted, changed or deleted the row. A missing table is a fault.</summary>
    public static bool IsLost(RequestFailedException fault) => fault is { Status: 409 or 412 } || (IsMissing(fault) && fault.ErrorCode != "TableNotFound");

    public static bool IsMissing(RequestFailedException fault) => fault.Status == 404;
}
