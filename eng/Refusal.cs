namespace EmailDispatch.Dev;

/// <summary>Something the user can put right, told in a line.</summary>
internal sealed class Refusal(string message) : Exception(message);
