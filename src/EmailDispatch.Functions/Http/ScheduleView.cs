using EmailDispatch.Status;

namespace EmailDispatch.Functions.Http;

/// <summary>The answer to a change of the schedule.</summary>
/// <param name="Id">The email's id.</param>
/// <param name="Status"><c>scheduled</c> or <c>canceled</c>.</param>
/// <param name="ScheduledAt">When it is, or would have been, due.</param>
public sealed record ScheduleView(string Id, string Status, DateTimeOffset? ScheduledAt)
{
    /// <summary>What this is.</summary>
    public string Object { get; } = "email";

    /// <summary>As the row has it now.</summary>
    public static ScheduleView Of(EmailRow row) => new(row.GivenId?.ToString() ?? row.Id.ToString(), row.Status.ToName(), row.ScheduledAt);
}
