namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Always returns the middle, so delays have no jitter.</summary>
public sealed class EvenRandom : Random
{
    public override double NextDouble() => 0.5;
}
