namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>Answers in the server's place, or, by null, leaves it to the server.</summary>
/// <remarks>Awaiting inside holds the session up; the token is canceled when the server stops.</remarks>
public delegate ValueTask<SmtpReply?> SmtpScript(SmtpCommandContext context, CancellationToken cancellationToken);
