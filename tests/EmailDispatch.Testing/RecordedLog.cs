using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Testing;

/// <summary>Keeps all log entries of every level, with full exceptions.</summary>
public sealed class RecordedLog : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _entries = new();

    public RecordedLog() => Factory = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(this));

    public ILoggerFactory Factory { get; }

    public IReadOnlyList<string> Lines => [.. _entries.Select(entry => $"{entry.Level} {entry.Id} {entry.Text}")];

    public string Text => string.Join('\n', Lines);

    /// <summary>The ids of entries of level Error and above, oldest first.</summary>
    public IReadOnlyList<int> Errors => [.. _entries.Where(entry => entry.Level >= LogLevel.Error).Select(entry => entry.Id)];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        _entries.Enqueue((logLevel, eventId.Id, exception is null ? formatter(state, exception) : $"{formatter(state, exception)}\n{exception}"));

    public void Dispose()
    {
    }
}
