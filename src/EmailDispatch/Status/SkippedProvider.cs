namespace EmailDispatch.Status;

/// <summary>A provider that the latest pass over the providers did not ask.</summary>
/// <param name="Provider">Its name.</param>
/// <param name="Reason">Why, in one word such as <c>paused</c>.</param>
/// <param name="Explanation">The rest of a sentence that begins with its name; at most 200 characters are stored.</param>
/// <param name="Until">When it can be asked again; null if no time is known.</param>
public sealed record SkippedProvider(string Provider, string Reason, string Explanation, DateTimeOffset? Until);
