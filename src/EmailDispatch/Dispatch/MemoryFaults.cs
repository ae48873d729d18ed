using Microsoft.Extensions.Logging;

namespace EmailDispatch.Dispatch;

/// <summary>
/// Tells an instance that runs out of memory, which passes, from a bug, which does not. It is the fault of neither the email nor a provider:
/// an email that was not sent yet waits by the schedule, as after any other attempt, until it is too old.
/// </summary>
internal static partial class MemoryFaults
{
    /// <summary>What the row says of it.</summary>
    public const string Reason = "The instance ran out of memory before it had sent the email.";

    /// <summary>Whether memory ran out, also where another exception was made of it.</summary>
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
