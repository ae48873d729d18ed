namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// The SMTP transaction of a message. <paramref name="Commands"/> has its MAIL and RCPT lines as the client sent them, if the server records them.
/// </summary>
public sealed record ReceivedEnvelope(
    string Sender,
    IReadOnlyList<string> Recipients,
    bool EightBitMime,
    bool SmtpUtf8,
    IReadOnlyList<string> Commands);
