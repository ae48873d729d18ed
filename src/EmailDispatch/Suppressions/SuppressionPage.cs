namespace EmailDispatch.Suppressions;

/// <summary>One page of a do-not-send list.</summary>
/// <param name="Suppressions">The addresses, in the order of their keys: arbitrary, but the same on every page.</param>
/// <param name="HasMore">Whether there are further ones.</param>
public sealed record SuppressionPage(IReadOnlyList<Suppression> Suppressions, bool HasMore);
