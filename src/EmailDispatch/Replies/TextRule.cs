namespace EmailDispatch.Replies;

/// <summary>A rule on the words of a reply.</summary>
/// <param name="Name">Stable, for logs and tests.</param>
/// <param name="Category">What the words mean.</param>
/// <param name="Note">Why, or where the words come from.</param>
/// <param name="Patterns">Any of these; a <c>*</c> stands for anything between its parts, which follow each other in order.</param>
internal sealed record TextRule(string Name, FailureCategory Category, string Note, params string[] Patterns)
{
    private readonly string[][] _patterns = [.. Patterns.Select(p => p.Split('*', StringSplitOptions.RemoveEmptyEntries))];

    /// <summary>Whether waiting helps, where the reply code tells it wrong; null leaves it to the code.</summary>
    public bool? Permanent { get; init; }

    /// <summary>Means it in reply to RCPT only: who is accepted there is not unknown.</summary>
    public bool OnlyToRcpt { get; init; }

    /// <summary>The period of the limit, where the words do not say it.</summary>
    public LimitWindow Window { get; init; }

    /// <summary>Whether the rule speaks of a normalised text.</summary>
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
