namespace EmailDispatch.Access;

/// <summary>Whether a key may have one more request.</summary>
/// <param name="IsWithin">Whether this one is within its rate.</param>
/// <param name="Remaining">How many more are at this moment.</param>
public readonly record struct KeyRate(bool IsWithin, int Remaining);
