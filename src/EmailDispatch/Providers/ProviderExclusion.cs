namespace EmailDispatch.Providers;

/// <summary>Why a provider does not send an email.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Reason">Why, for figures and decisions.</param>
/// <param name="Explanation">Why, in words: the rest of a sentence that begins with the provider.</param>
public sealed record ProviderExclusion(string Provider, ProviderExclusionReason Reason, string Explanation)
{
    /// <summary><c>name: explanation</c>.</summary>
    public override string ToString() => $"{Provider}: {Explanation}";
}
