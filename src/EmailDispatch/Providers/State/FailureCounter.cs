using Polly;
using Polly.CircuitBreaker;

namespace EmailDispatch.Providers.State;

/// <summary>
/// Finds out when failures are too many to be chance: half of at least three sessions in 30 s. Polly's circuit breaker counts; it is closed again
/// as soon as it has opened, since how long a provider is left alone, and who tries it again, is decided among all instances.
/// </summary>
internal sealed class FailureCounter
{
    private readonly CircuitBreakerManualControl _control = new();
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline<bool> _pipeline;

    public FailureCounter(TimeProvider time)
    {
        var options = new CircuitBreakerStrategyOptions<bool>
        {
            FailureRatio = 0.5,
            MinimumThroughput = 3,
            SamplingDuration = TimeSpan.FromSeconds(30),
            ShouldHandle = static session => ValueTask.FromResult(session.Outcome.Result),
            ManualControl = _control,
            StateProvider = _state,
        };
        _pipeline = new ResiliencePipelineBuilder<bool> { TimeProvider = time }.AddCircuitBreaker(options).Build();
    }

    /// <summary>Counts a session.</summary>
    /// <returns>Whether they are too many now; the count begins anew then.</returns>
    public async ValueTask<bool> AddAsync(bool failed, CancellationToken cancellationToken)
    {
        var context = ResilienceContextPool.Shared.Get(cancellationToken);
        try
        {
            await _pipeline.ExecuteOutcomeAsync(static (_, failed) => Outcome.FromResultAsValueTask(failed), context, failed);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }

        if (_state.CircuitState == CircuitState.Closed)
            return false;

        await _control.CloseAsync(CancellationToken.None);
        return true;
    }
}
