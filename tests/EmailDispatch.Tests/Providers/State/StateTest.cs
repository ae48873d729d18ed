using EmailDispatch.Providers.State;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Providers.State;

/// <summary>A test with a table that instances share, and a clock that stands at a full hour.</summary>
public abstract class StateTest
{
    protected const string Provider = "primary";

    internal FixedTime Time { get; } = new("2026-11-21T10:00:00Z");

    internal MemoryTables Tables { get; } = new();

    internal MemoryTable Table => Tables.Table;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The quotas as a further instance sees them.</summary>
    protected ProviderQuotas NewQuotas() => new(NewTable(), Time, NullLogger<ProviderQuotas>.Instance);

    /// <summary>The breakers as a further instance sees them.</summary>
    protected ProviderHealth NewHealth() => new(NewTable(), Time, NullLogger<ProviderHealth>.Instance);

    protected ProviderStateTable NewTable() => new(Tables, Time);

    protected void Pass(double seconds) => Time.Now += TimeSpan.FromSeconds(seconds);
}
