namespace EmailDispatch.Domains.Records;

/// <summary>The evaluation of one record.</summary>
/// <param name="Kind">The result.</param>
/// <param name="Problem">One sentence: what is wrong, or how a correct record could be improved; null if there is nothing to say.</param>
/// <param name="CachedFor">How long resolvers may cache the answer.</param>
internal sealed record Verdict(VerdictKind Kind, string? Problem = null, TimeSpan? CachedFor = null)
{
    public static readonly Verdict Right = new(VerdictKind.Right);

    public static Verdict Wrong(string problem) => new(VerdictKind.Wrong, problem);

    public static Verdict Missing(string problem) => new(VerdictKind.Missing, problem);

    public static Verdict Unknown(string fault) => new(VerdictKind.Unknown, fault);
}

internal enum VerdictKind
{
    Right,

    /// <summary>Published, but unusable.</summary>
    Wrong,

    Missing,

    Unknown,
}
