namespace EmailDispatch.Intake;

/// <summary>Storage failed when a submission was accepted in part, or may have been. The message is for the submitter, and says which part.</summary>
public sealed class SubmissionInterruptedException(string message, Exception inner) : Exception(message, inner);
