using System.ComponentModel.DataAnnotations;
using EmailDispatch.Emails;

namespace EmailDispatch.Retention;

/// <summary>How long data is kept. Bound from the section <c>Retention</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// Days the status of an email is kept after acceptance. Default 30. The rows of an hour are deleted together, once all its emails have ended,
    /// so an email scheduled far ahead keeps its hour longer. At least 8, because the aggregation of usage relies on 7.
    /// </summary>
    [Range(8, 3650)]
    public int StatusDays { get; set; } = 30;

    /// <summary>Minimum number of days usage is kept; it is deleted by whole months. Default 400.</summary>
    [Range(1, 36_500)]
    public int UsageDays { get; set; } = 400;

    /// <summary>Days an email that was not sent can be retried. Default 7.</summary>
    [Range(1, 365)]
    public int PayloadDays { get; set; } = 7;

    /// <summary>
    /// Days the content of a sent email is kept, to be shown; one more blob write per email. Default 0: it is deleted once sent. At most as long as its
    /// status.
    /// </summary>
    [Range(0, 365)]
    public int SentPayloadDays { get; set; }

    /// <summary>The time limit of a run; the next run continues. Default 8 min, which every Azure Functions plan allows.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:30:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(8);

    /// <summary>After this time an email has ended, whatever its row says: scheduled and retried for as long as possible.</summary>
    internal TimeSpan LongestLife => TimeSpan.FromDays(StatusDays) + ScheduleReader.MaxAhead + TimeSpan.FromDays(8);
}
