namespace EmailDispatch.Providers.State;

/// <summary>The last failure that opened a breaker.</summary>
/// <param name="At">When.</param>
/// <param name="Category">What went wrong.</param>
/// <param name="Reply">What the provider said.</param>
public sealed record LastFailure(DateTimeOffset At, string Category, string? Reply);
