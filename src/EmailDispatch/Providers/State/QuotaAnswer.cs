namespace EmailDispatch.Providers.State;

/// <summary>What one quota says to one message.</summary>
/// <param name="IsGranted">Whether it lets the message pass.</param>
/// <param name="At">Granted: the slot or the start of the window it was counted in. Refused: when to ask again.</param>
internal readonly record struct QuotaAnswer(bool IsGranted, DateTimeOffset At);
