using EmailDispatch.Providers.State;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Providers.State;

/// <summary>A test with a table that instances share, and a clock that stands at a full hour.</summary>
public abstract class StateTest
{
    protected const string Provider = "primary";

    internal FakeTimeProvider Time { get; } = ManualTime.At("2026-11-21T10:00:00Z");

    internal MemoryTables Tables { get; } = new();

    internal MemoryTable Table => Tables.Table;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The quotas as a further instance sees them.</summary>
    protected ProviderQuotas NewQuotas() => new(NewTable(), Time, NullLogger<ProviderQuotas>.Instance);

    /// <summary>The breakers as a further instance sees them.</summary>
    protected ProviderHealth NewHealth() => new(NewTable(), Time, NullLogger<ProviderHealth>.Instance);

    protected ProviderStateTable NewTable() => new(Tables, Time);

    /// <summary>Moves the clock, also backwards.</summary>
    protected void Pass(double seconds)
    {
        if (seconds < 0)
            Time.AdjustTime(Time.GetUtcNow().AddSeconds(seconds));
        else
            Time.Advance(TimeSpan.FromSeconds(seconds));
    }
}
