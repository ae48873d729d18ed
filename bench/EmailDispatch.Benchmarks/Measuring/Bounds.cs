namespace EmailDispatch.Benchmarks.Measuring;

/// <summary>What ends a comparison: so many rounds, or so much time once each side had <see cref="LeastRounds"/>.</summary>
internal sealed record Bounds(int Rounds, TimeSpan Time)
{
    public const int LeastRounds = 3;
}
