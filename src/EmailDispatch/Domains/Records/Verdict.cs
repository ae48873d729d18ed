namespace EmailDispatch.Domains.Records;

/// <summary>What is published, judged by itself.</summary>
/// <param name="Kind">Right, wrong, not there, or not known.</param>
/// <param name="Problem">One sentence: what is wrong, or what could be better where it is right; null where there is nothing to say.</param>
/// <param name="CachedFor">How long resolvers may still keep what was seen.</param>
internal sealed record Verdict(VerdictKind Kind, string? Problem = null, TimeSpan? CachedFor = null)
{
    public static readonly Verdict Right = new(VerdictKind.Right);

    public static Verdict Wrong(string problem) => new(VerdictKind.Wrong, problem);

    public static Verdict Missing(string problem) => new(VerdictKind.Missing, problem);

    public static Verdict Unknown(string fault) => new(VerdictKind.Unknown, fault);
}

/// <summary>How a record is.</summary>
internal enum VerdictKind
{
    /// <summary>As it should be.</summary>
    Right,

    /// <summary>There, but of no use.</summary>
    Wrong,

    /// <summary>Not there.</summary>
    Missing,

    /// <summary>DNS did not answer.</summary>
    Unknown,
}
