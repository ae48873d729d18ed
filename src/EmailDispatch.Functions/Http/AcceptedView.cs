using EmailDispatch.Emails.Advising;

namespace EmailDispatch.Functions.Http;

/// <summary>The answer to an accepted email.</summary>
/// <param name="Id">The id.</param>
/// <param name="Advice">What will hurt its delivery.</param>
/// <param name="Status">Where the email is on its way: <c>queued</c> or <c>scheduled</c>.</param>
/// <param name="ScheduledAt">When it is due, as its time was read; null at once.</param>
public sealed record AcceptedView(string Id, IReadOnlyList<Advice> Advice, string Status = "queued", DateTimeOffset? ScheduledAt = null)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "email";
}
