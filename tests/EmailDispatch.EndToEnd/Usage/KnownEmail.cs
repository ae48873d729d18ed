using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>An email with a known outcome, and its status row as stored.</summary>
internal sealed class KnownEmail
{
    public required EmailRow Row { get; set; }

    public required string Status { get; set; }

    /// <summary>The attempts: provider, outcome, failure, and whether the next provider followed at once.</summary>
    public List<(string Provider, string Outcome, string? Category, bool FailedOver)> Tries { get; } = [];

    /// <summary>The time until it was sent; null unless sent.</summary>
    public TimeSpan? Latency { get; set; }

    public DateTimeOffset Hour => new(Row.AcceptedAt.UtcDateTime.Date.AddHours(Row.AcceptedAt.Hour), TimeSpan.Zero);

    public IEnumerable<string> Tags => Row.Tags.Select(Name);

    private static string Name(Tag tag) => $"{tag.Name}:{tag.Value}";
}
