using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Keeps what is logged.</summary>
public sealed class RecordedLogs : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<(LogLevel Level, int Id, string Text)> _entries = new();

    /// <summary>The events of level Error, oldest first.</summary>
    public IReadOnlyList<int> Errors => [.. _entries.Where(e => e.Level >= LogLevel.Error).Select(e => e.Id)];

    /// <summary>All that was logged at any level, exceptions included.</summary>
    public string Text => string.Join('\n', _entries.Select(e => e.Text));

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
