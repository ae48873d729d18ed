namespace EmailDispatch.Providers.State;

/// <summary>A failure that is the provider's.</summary>
/// <param name="Weight">What it does to the breaker.</param>
/// <param name="Category">What went wrong, in one word, for operators.</param>
/// <param name="Reply">What the provider said, if it said anything.</param>
public sealed record ProviderFailure(FailureWeight Weight, string Category, string? Reply = null)
{
    /// <summary>When a limit resets; only with <see cref="FailureWeight.CoolsUntil"/>. Default: in one minute.</summary>
    public DateTimeOffset? Until { get; init; }
}
