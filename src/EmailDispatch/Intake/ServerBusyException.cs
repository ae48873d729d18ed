namespace EmailDispatch.Intake;

/// <summary>The large requests at this instance have used up the <see cref="RequestBudget"/>; nothing was accepted.</summary>
public sealed class ServerBusyException() : Exception("Too many large requests at once; nothing was accepted. Try again.");
