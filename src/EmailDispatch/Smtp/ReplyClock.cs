using MailKit;

namespace EmailDispatch.Smtp;

/// <summary>Measures how long a server takes to reply to commands, except to the final dot, as the log of a session sees them.</summary>
internal sealed class ReplyClock(IProtocolLogger log, SessionPace pace, TimeProvider time) : IProtocolLogger
{
    private long? _askedAt;
    private bool _isMessage;

    public IAuthenticationSecretDetector? AuthenticationSecretDetector
    {
        get => log.AuthenticationSecretDetector;
        set => log.AuthenticationSecretDetector = value;
    }

    public void LogConnect(Uri uri) => log.LogConnect(uri);

    public void LogClient(byte[] buffer, int offset, int count)
    {
        if (!_isMessage)
            _askedAt = time.GetTimestamp();
        log.LogClient(buffer, offset, count);
    }

    public void LogServer(byte[] buffer, int offset, int count)
    {
        if (_askedAt is { } askedAt)
        {
            // Replies to pipelined commands may follow.
            _askedAt = time.GetTimestamp();
            pace.AddReply(time.GetElapsedTime(askedAt, _askedAt.Value));
        }

        // After 354 comes the message, whose reply takes a time of its own.
        _isMessage = buffer.AsSpan(offset, count).StartsWith("354"u8);
        if (_isMessage)
            _askedAt = null;
        log.LogServer(buffer, offset, count);
    }

    public void Dispose() => log.Dispose();
}
