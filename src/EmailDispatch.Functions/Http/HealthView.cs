namespace EmailDispatch.Functions.Http;

/// <summary>How the dispatcher is.</summary>
/// <param name="Status"><c>ok</c> or <c>unavailable</c>.</param>
/// <param name="QueueDepth">Messages on the dispatch queue, waiting ones among them, about; null where storage does not answer.</param>
/// <param name="Providers">The configured providers, in the order in which they are tried.</param>
public sealed record HealthView(string Status, int? QueueDepth, IReadOnlyList<string> Providers)
{
    /// <summary>Everything needed to accept an email answers.</summary>
    public const string Ok = "ok";

    /// <summary>Storage does not answer.</summary>
    public const string Unavailable = "unavailable";
}
