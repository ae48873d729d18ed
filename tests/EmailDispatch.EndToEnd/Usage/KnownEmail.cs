using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Usage;

/// <summary>An email whose fate is known, with its status row as storage has it.</summary>
internal sealed class KnownEmail
{
    public required EmailRow Row { get; set; }

    /// <summary>The status it has.</summary>
    public required string Status { get; set; }

    /// <summary>What was tried: provider, outcome, failure, and whether the next provider followed at once.</summary>
    public List<(string Provider, string Outcome, string? Category, bool FailedOver)> Tries { get; } = [];

    /// <summary>How long it took; null unless sent.</summary>
    public TimeSpan? Latency { get; set; }

    public DateTimeOffset Hour => new(Row.AcceptedAt.UtcDateTime.Date.AddHours(Row.AcceptedAt.Hour), TimeSpan.Zero);

    public IEnumerable<string> Tags => Row.Tags.Select(Name);

    private static string Name(Tag tag) => $"{tag.Name}:{tag.Value}";
}
