namespace EmailDispatch.EndToEnd.Samples;

/// <summary>A header of the message itself, unfolded and decoded.</summary>
public sealed record ReceivedHeader(string Name, string Value);
