namespace EmailDispatch.Simulation.World;

/// <summary>An event that the webhook received.</summary>
public sealed record Told(string Id, string Type, string Email, IReadOnlyList<string> To, long Sequence);
