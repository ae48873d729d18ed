namespace EmailDispatch.Dev;

/// <summary>An error that the user can fix, with a one-line message.</summary>
internal sealed class Refusal(string message) : Exception(message);
