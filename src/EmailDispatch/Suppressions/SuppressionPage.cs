namespace EmailDispatch.Suppressions;

/// <summary>One page of a do-not-send list.</summary>
/// <param name="Suppressions">The addresses, in the order of their keys: arbitrary, but the same on every page.</param>
/// <param name="HasMore">Whether there are further ones, or may be.</param>
public sealed record SuppressionPage(IReadOnlyList<Suppression> Suppressions, bool HasMore)
{
    /// <summary>After which, or before which, to go on; null where there is nothing more. Not an entry of the page, where more were looked at than were found.</summary>
    public SuppressionId? Next { get; init; }
}
