namespace EmailDispatch.Smtp;

/// <summary>One stage of a connection test.</summary>
/// <param name="Stage">Which.</param>
/// <param name="Status">What became of it.</param>
/// <param name="Milliseconds">How long it took.</param>
/// <param name="Detail">What the server said or showed, or why there is nothing.</param>
public sealed record ConnectionStageResult(ConnectionStage Stage, ConnectionStageStatus Status, long Milliseconds, string Detail);
