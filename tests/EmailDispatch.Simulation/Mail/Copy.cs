namespace EmailDispatch.Simulation.Mail;

/// <summary>A message that a server accepted.</summary>
public sealed record Copy(string Email, string Provider, IReadOnlyList<string> Recipients, string Instance, DateTimeOffset At)
{
    /// <summary>When the client read the 250; null if it never did.</summary>
    public DateTimeOffset? AnsweredAt { get; set; }
}
