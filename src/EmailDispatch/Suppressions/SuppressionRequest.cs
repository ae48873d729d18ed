namespace EmailDispatch.Suppressions;

/// <summary>Addresses to put on a do-not-send list.</summary>
/// <param name="Addresses">The addr-specs, each once.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsList">Whether several were asked for, as <c>addresses</c>.</param>
public sealed record SuppressionRequest(IReadOnlyList<string> Addresses, SuppressionReason Reason, bool IsList);
