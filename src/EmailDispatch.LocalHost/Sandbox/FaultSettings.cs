namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>The times of the addresses that fail.</summary>
public sealed record FaultSettings
{
    /// <summary>How long <c>slow@</c> keeps the client waiting after the final dot. Default 5 s.</summary>
    public TimeSpan SlowReply { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The waiting time that the reply to <c>greylist@</c> names. Default 5 minutes.</summary>
    public TimeSpan GreylistAdvice { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long <c>greylist@</c> goes on refusing. Default 0: the second try is accepted whenever it comes.</summary>
    public TimeSpan GreylistPeriod { get; init; } = TimeSpan.Zero;
}
