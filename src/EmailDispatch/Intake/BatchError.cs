namespace EmailDispatch.Intake;

/// <summary>An email that was left out of a batch.</summary>
/// <param name="Index">Its place in the batch, from 0.</param>
/// <param name="Message">What is wrong with it, shortened where there is much.</param>
public sealed record BatchError(int Index, string Message);
