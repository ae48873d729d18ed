using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>A failure as the session saw it.</summary>
/// <param name="Phase">How far the session had got.</param>
/// <param name="Reply">The server's answer; with code 0, the fault in its place.</param>
public sealed record Failure(SmtpPhase Phase, SmtpReply Reply)
{
    /// <summary>
    /// Whether the answer concerns exactly one recipient: a refused RCPT (the default in that phase), or any answer in a session that had
    /// but one recipient. Only then a recipient is bounced or suppressed.
    /// </summary>
    public bool OneRecipient { get; init; } = Phase == SmtpPhase.RcptTo;

    /// <summary>The envelope sender, to tell a refusal of the sender from one of a recipient where the reply names an address.</summary>
    public string? Sender { get; init; }

    /// <summary>The recipient, where there is one; likewise.</summary>
    public string? Recipient { get; init; }

    /// <summary>
    /// All else that the server was given and may quote: other addresses, subject, names, header values, file names. None of it is read.
    /// </summary>
    public IReadOnlyList<string> Given { get; init; } = [];
}
