using System.ComponentModel.DataAnnotations;
using EmailDispatch.Emails;

namespace EmailDispatch.Retention;

/// <summary>How long things are kept. Bound from the section <c>Retention</c>.</summary>
public sealed class RetentionOptions
{
    /// <summary>
    /// Days for which the status of an email can be read, from its acceptance. Default 30. The rows of an hour go together, once all its
    /// emails have come to an end; one that was scheduled far ahead keeps its hour longer. At least 8: the aggregation of usage relies on 7.
    /// </summary>
    [Range(8, 3650)]
    public int StatusDays { get; set; } = 30;

    /// <summary>Days for which usage is kept at least; it goes by whole months. Default 400.</summary>
    [Range(1, 36_500)]
    public int UsageDays { get; set; } = 400;

    /// <summary>Days for which an email that was given up can be retried. Default 7.</summary>
    [Range(1, 365)]
    public int PayloadDays { get; set; } = 7;

    /// <summary>How long one run may take; the next one goes on where it ended. Default 8 min, which is within what any plan of Azure Functions allows.</summary>
    [Range(typeof(TimeSpan), "00:00:10", "00:30:00")]
    public TimeSpan MaxDuration { get; set; } = TimeSpan.FromMinutes(8);

    /// <summary>After this an email has ended, whatever its row says: it was scheduled as far ahead as can be, and tried for as long as can be.</summary>
    internal TimeSpan LongestLife => TimeSpan.FromDays(StatusDays) + ScheduleReader.MaxAhead + TimeSpan.FromDays(8);
}
