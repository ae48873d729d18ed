namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>
/// When a comparison ends: after a number of rounds, or after a time once each side has had <see cref="LeastRounds"/>. Each side first warms up,
/// because a host sends some ten thousand emails before the JIT compiler has finished with it.
/// </summary>
internal sealed record Bounds(int Rounds, TimeSpan Time, TimeSpan WarmUp)
{
    public const int LeastRounds = 3;
}
