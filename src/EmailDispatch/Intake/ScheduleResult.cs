using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>What became of the wish to reschedule or cancel an email.</summary>
/// <param name="Row">The row as it is now; null where the tenant has no such email.</param>
/// <param name="Changed">Whether the wish was granted; else the email is no longer scheduled, and <paramref name="Row"/> tells what it is.</param>
public sealed record ScheduleResult(EmailRow? Row, bool Changed);
