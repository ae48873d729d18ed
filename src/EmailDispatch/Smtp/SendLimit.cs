namespace EmailDispatch.Smtp;

/// <summary>
/// Until when a message may still be completed. Before the final dot a provider has accepted nothing: the connection is closed and
/// nothing was sent. After it, the answer is awaited whatever happens.
/// </summary>
/// <param name="MayFinish">Asked once, right before the final dot. No means that another instance may be sending this email by now.</param>
/// <param name="GiveUp">Ends the session wherever it is before the final dot, because the host has no more time.</param>
public sealed record SendLimit(Func<bool> MayFinish, CancellationToken GiveUp)
{
    /// <summary>A message that may take as long as the server's timeouts allow.</summary>
    public static SendLimit None { get; } = new(() => true, CancellationToken.None);
}
