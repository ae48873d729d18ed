using EmailDispatch.Benchmarks.Measuring;

namespace EmailDispatch.Benchmarks.Scenarios;

/// <summary>One question, answered by measuring.</summary>
internal interface IScenario
{
    string Name { get; }

    string Question { get; }

    Task RunAsync(Bounds bounds, Report report, CancellationToken cancellationToken);
}
