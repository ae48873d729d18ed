using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Simulation.Mutants;

/// <summary>If a second session was opened because the first one was late, the email is sent over both.</summary>
internal sealed class HedgeMutant : Mutant, ILoggerProvider, ILogger
{
    private const int Hedged = 2016;

    private readonly Dictionary<string, (string Late, string Other)> _hedged = new(StringComparer.Ordinal);

    public override void Configure(IServiceCollection services) => services.AddSingleton<ILoggerProvider>(this);

    public override string? AlsoSentBy(string email, string provider) =>
        !_hedged.Remove(email, out var both) ? null : both.Late == provider ? both.Other : both.Late;

    public ILogger CreateLogger(string categoryName) => categoryName == "EmailDispatch.Dispatch.ProviderPass" ? this : NullLogger.Instance;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id != Hedged || state is not IEnumerable<KeyValuePair<string, object?>> values)
            return;
        var named = values.ToDictionary(value => value.Key, value => value.Value?.ToString() ?? "");
        _hedged[named["Id"]] = (named["Provider"], named["Other"]);
    }

    public void Dispose()
    {
    }
}
