using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>A failure as the session saw it.</summary>
/// <param name="Phase">How far the session got.</param>
/// <param name="Reply">The server's reply; with code 0, the fault that came instead.</param>
public sealed record Failure(SmtpPhase Phase, SmtpReply Reply)
{
    /// <summary>
    /// Whether the reply concerns exactly one recipient: a rejected RCPT (the default in that phase), or any reply in a session with a single
    /// recipient. Only then can a recipient bounce or be suppressed.
    /// </summary>
    public bool OneRecipient { get; init; } = Phase == SmtpPhase.RcptTo;

    /// <summary>The envelope sender, to tell whether an address in the reply is the sender's or a recipient's.</summary>
    public string? Sender { get; init; }

    /// <summary>The recipient, if there is one, for the same purpose.</summary>
    public string? Recipient { get; init; }

    /// <summary>Everything else the server received and may quote: other addresses, subject, names, header values, file names. Ignored.</summary>
    public IReadOnlyList<string> Given { get; init; } = [];
}
