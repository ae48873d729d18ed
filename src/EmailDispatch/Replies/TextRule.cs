namespace EmailDispatch.Replies;

/// <summary>
/// A rule for the words of a reply. Any of the patterns matches; a <c>*</c> separates parts that follow each other in order. The name is stable,
/// for logs and tests.
/// </summary>
internal sealed record TextRule(string Name, FailureCategory Category, string Note, params string[] Patterns)
{
    private readonly string[][] _patterns = [.. Patterns.Select(p => p.Split('*', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Whether the failure is permanent, where the reply code is misleading; null uses the code.</summary>
    public bool? Permanent { get; init; }

    /// <summary>Applies only in reply to RCPT: a recipient that was accepted there is not unknown.</summary>
    public bool OnlyToRcpt { get; init; }

    /// <summary>The period of the limit, if the words do not state it.</summary>
    public LimitWindow Window { get; init; }

    /// <summary>Whether a pattern occurs in the normalised text.</summary>
    public bool Matches(string text)
    {
        foreach (var pattern in _patterns)
        {
            if (Matches(text, pattern))
                return true;
        }

        return false;
    }

    private static bool Matches(string text, string[] parts)
    {
        var from = 0;
        foreach (var part in parts)
        {
            var at = text.IndexOf(part, from, StringComparison.Ordinal);
            if (at < 0)
                return false;
            from = at + part.Length;
        }

        return true;
    }
}
