namespace EmailDispatch.Providers;

/// <summary>The providers that may send an email, and why the others may not.</summary>
/// <param name="Candidates">In the order in which to try them.</param>
/// <param name="LeftOut">All others.</param>
public sealed record ProviderChoice(IReadOnlyList<ProviderOptions> Candidates, IReadOnlyList<ProviderExclusion> LeftOut)
{
    /// <summary>Why there is no other provider, in one sentence: <c>a: is disabled; b: sends from example.com only</c>.</summary>
    public string Explain() => string.Join("; ", LeftOut);
}
