using Microsoft.Extensions.Logging;

namespace EmailDispatch.Simulation.World;

/// <summary>Writes an instance's log to the history, for a timeline to read.</summary>
internal sealed class NotedLog(SimulatedWorld world, Instance instance) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("EmailDispatch", StringComparison.Ordinal) ? this : Microsoft.Extensions.Logging.Abstractions.NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    // The periodic reports of the watch and the usage say nothing about an email.
    private static readonly int[] Periodic = [6001, 8001];

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!Periodic.Contains(eventId.Id))
            world.Note($"{instance.Name} log {eventId.Id}: {formatter(state, exception)}{(exception is null ? "" : $" [{exception.GetType().Name}: {exception.Message.Split('\n')[0]}]")}");
    }

    public void Dispose()
    {
    }
}
