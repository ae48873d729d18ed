using EmailDispatch.Smtp;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.Tests.Smtp;

/// <summary>Fails at a line of the protocol log, and quotes more than it should.</summary>
internal sealed class QuotingLog(string line, string words) : ILogger<ConnectionPools>
{
    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (formatter(state, exception).Contains(line, StringComparison.Ordinal))
            throw new InvalidOperationException(words);
    }
}
