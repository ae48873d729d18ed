using EmailDispatch.Functions.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace EmailDispatch.LocalHost.Runtime.Logging;

/// <summary>Writes each log entry as one line that ends with the id of its HTTP request, so a response's <c>request_id</c> finds them all.</summary>
internal sealed class LogLines(TimeProvider time, bool hasColours) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "lines";

    private const string Plain = "\e[0m";

    public LogLines(TimeProvider time)
        : this(time, hasColours: !Console.IsOutputRedirected)
    {
    }

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var message = logEntry.Formatter(logEntry.State, logEntry.Exception);
        if (logEntry.Exception is not null)
            message = $"{message} {logEntry.Exception}";

        var (level, colour) = Describe(logEntry.LogLevel);
        textWriter.Write($"{time.GetLocalNow():HH:mm:ss.fff} ");
        textWriter.Write(hasColours && colour.Length > 0 ? $"{colour}{level}{Plain}" : level);
        textWriter.Write($": {logEntry.Category}[{logEntry.EventId.Id}] {message.ReplaceLineEndings(" ")}");
        if (FindRequest(scopeProvider) is { } request)
            textWriter.Write($" ({ErrorMiddleware.LogKey} {request})");
        textWriter.WriteLine();
    }

    private static object? FindRequest(IExternalScopeProvider? scopes)
    {
        var found = new object?[1];
        scopes?.ForEachScope(
            static (scope, found) =>
            {
                if (scope is IEnumerable<KeyValuePair<string, object>> values)
                    found[0] = values.FirstOrDefault(value => value.Key == ErrorMiddleware.LogKey).Value ?? found[0];
            },
            found);
        return found[0];
    }

    private static (string Level, string Colour) Describe(LogLevel level) => level switch
    {
        LogLevel.Trace => ("trce", ""),
        LogLevel.Debug => ("dbug", ""),
        LogLevel.Information => ("info", "\e[32m"),
        LogLevel.Warning => ("warn", "\e[33m"),
        LogLevel.Error => ("fail", "\e[31m"),
        _ => ("crit", "\e[31m"),
    };
}
