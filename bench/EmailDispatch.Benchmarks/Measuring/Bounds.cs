namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>
/// What ends a comparison: so many rounds, or so much time once each side had <see cref="LeastRounds"/>. Before, each side runs for the time
/// of <paramref name="WarmUp"/>: a host serves some ten thousand emails before the compiler is done with it.
/// </summary>
internal sealed record Bounds(int Rounds, TimeSpan Time, TimeSpan WarmUp)
{
    public const int LeastRounds = 3;
}
