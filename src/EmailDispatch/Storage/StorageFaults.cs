using Azure;
using Azure.Identity;

namespace EmailDispatch.Storage;

/// <summary>Tells storage that fails, which passes, from a bug, which does not.</summary>
internal static class StorageFaults
{
    /// <summary>
    /// Whether storage could not be reached, did not answer, or refused for a reason that is not the request's own: an outage, throttling,
    /// access that was taken away. The SDK throws an <see cref="AggregateException"/> with one exception for each of its tries.
    /// </summary>
    public static bool Is(Exception fault) => fault switch
    {
        RequestFailedException { Status: 400 or 413 } => false,
        RequestFailedException or IOException or HttpRequestException or OperationCanceledException or AuthenticationFailedException => true,
        AggregateException several => several.InnerExceptions.Count > 0 && several.InnerExceptions.All(Is),
        _ => false,
    };
}
