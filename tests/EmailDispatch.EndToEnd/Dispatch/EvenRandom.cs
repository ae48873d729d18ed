namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>Always the middle: delays come without jitter.</summary>
public sealed class EvenRandom : Random
{
    public override double NextDouble() => 0.5;
}
