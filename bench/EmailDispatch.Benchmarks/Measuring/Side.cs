namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>One side of a comparison. <c>RoundAsync</c> does one round of work and returns its figure.</summary>
internal sealed record Side(string Name, Func<CancellationToken, Task<double>> RoundAsync);
