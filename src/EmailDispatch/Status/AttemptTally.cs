namespace EmailDispatch.Status;

/// <summary>Attempts of one kind that a row counts but no longer tells one by one.</summary>
/// <param name="Provider">The provider's name, as of <see cref="Attempt.Provider"/>.</param>
/// <param name="Outcome">What they came to, as of <see cref="Attempt.Outcome"/>.</param>
/// <param name="Category">What went wrong, as of <see cref="Attempt.Category"/>.</param>
/// <param name="Count">How many there were.</param>
/// <param name="Failovers">After how many of them the next provider was asked.</param>
public sealed record AttemptTally(string Provider, string Outcome, string? Category, int Count, int Failovers);
