using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.Intake;

/// <summary>How the caller of the intake claims an email with its acceptance, to make the first attempt at once.</summary>
/// <param name="Wants">Whether the caller makes the first attempt of this email.</param>
/// <param name="Lease">How long the attempt may take. The message is hidden as long; that of an instance that dies is released earlier.</param>
/// <param name="NewIdAsync">Creates the id of the claim, for the email's hidden message.</param>
public sealed record ExpressClaim(Func<Email, bool> Wants, TimeSpan Lease, Func<QueueReceipt, Task<string>> NewIdAsync);

/// <summary>An email that was accepted and claimed by one write, with its hidden message.</summary>
public sealed record ClaimedEmail(DispatchMessage Message, EmailRow Row, Email Email);
