namespace EmailDispatch.EndToEnd.Samples;

/// <summary>
/// The SMTP transaction a message came in. <paramref name="Commands"/> has its MAIL and RCPT lines as the client
/// sent them, where the server can tell.
/// </summary>
public sealed record ReceivedEnvelope(
    string Sender,
    IReadOnlyList<string> Recipients,
    bool EightBitMime,
    bool SmtpUtf8,
    IReadOnlyList<string> Commands);
