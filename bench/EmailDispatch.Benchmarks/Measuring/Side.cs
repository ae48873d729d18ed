namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>One of the things compared.</summary>
/// <param name="Name">What it is.</param>
/// <param name="RoundAsync">Does one round of work and tells its figure.</param>
internal sealed record Side(string Name, Func<CancellationToken, Task<double>> RoundAsync);
