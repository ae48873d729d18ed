namespace EmailDispatch.Suppressions;

/// <summary>What to take off a do-not-send list.</summary>
/// <param name="Addresses">The addr-specs, each once.</param>
/// <param name="Ids">The ids of entries, each once; none where addresses are told.</param>
public sealed record SuppressionRemoval(IReadOnlyList<string> Addresses, IReadOnlyList<SuppressionId> Ids);
