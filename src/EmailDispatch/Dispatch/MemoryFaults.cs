using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Distinguishes an instance out of memory, which is temporary, from a bug. Neither the email nor a provider is the cause: an email that was not sent
/// yet waits by the schedule, as after any other attempt, until it is too old.
/// </summary>
internal static partial class MemoryFaults
{
    public const string Reason = "The instance ran out of memory before it had sent the email.";

    /// <summary>Whether memory ran out, also as the cause of another exception.</summary>
    public static bool Is(Exception? fault) => fault switch
    {
        null => false,
        OutOfMemoryException => true,
        AggregateException several => several.InnerExceptions.Any(Is),
        _ => Is(fault.InnerException),
    };

    [LoggerMessage(2011, LogLevel.Error, "Email {Id} of {Tenant}, attempt {Attempt}: this instance ran out of memory before the email was sent; the email waits by the schedule")]
    public static partial void Log(ILogger logger, Exception fault, string id, string tenant, int attempt);
}
