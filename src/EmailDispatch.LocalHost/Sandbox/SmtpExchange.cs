namespace EmailDispatch.LocalHost.Sandbox;

/// <summary>A command and its reply.</summary>
/// <param name="Command">The line without CRLF; "" is the connection itself, "." the final dot, credentials are masked.</param>
/// <param name="Reply">What was answered.</param>
public sealed record SmtpExchange(string Command, SmtpReply Reply);
