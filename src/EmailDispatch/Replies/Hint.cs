namespace EmailDispatch.Replies;

/// <summary>An explanation of a failure for an operator.</summary>
/// <param name="Code">A stable name, such as <c>smtp_auth_disabled</c>.</param>
/// <param name="Cause">Why it happens, in one sentence.</param>
/// <param name="Fix">What to do, in one sentence.</param>
public sealed record Hint(string Code, string Cause, string Fix)
{
    /// <summary>Cause and fix in one text.</summary>
    public override string ToString() => $"{Cause} {Fix}";
}
