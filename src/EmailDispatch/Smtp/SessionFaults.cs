using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Smtp;

/// <summary>The only place that converts exceptions of MailKit and sockets to replies.</summary>
internal static class SessionFaults
{
    /// <summary>Returns the reply in an exception, or the exception's text and kind if there was no reply; null if it is not a session fault.</summary>
    public static SmtpReply? ToReply(Exception fault, CancellationToken stopping) => fault switch
    {
        SmtpCommandException refused => new SmtpReply((int)refused.StatusCode, refused.Message.ReplaceLineEndings(" ")),
        AuthenticationException refused => ReadAuthenticationReply(refused.Message.ReplaceLineEndings(" ")),
        // RFC 4954 section 6: 530 in place of the reply to MAIL or RCPT.
        ServiceNotAuthenticatedException refused => new SmtpReply(530, refused.Message.ReplaceLineEndings(" ")),
        OperationCanceledException when stopping.IsCancellationRequested => null,
        OperationCanceledException or ProtocolException or SocketException or IOException or TimeoutException or NotSupportedException
            or SslHandshakeException or SaslException => NoReply(fault),
        _ => null,
    };

    /// <summary>Whether the server closed the connection, as opposed to not answering in time.</summary>
    public static bool IsClosed(Exception fault) =>
        fault is SmtpProtocolException or SocketException || (fault is IOException && fault.InnerException is not TimeoutException);

    // MailKit puts the reply into the text, "535: 5.7.8 Authentication failed", except for 534, mechanism too weak.
    private static SmtpReply ReadAuthenticationReply(string text) =>
        text.Length > 4 && text[3] == ':' && int.TryParse(text.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? new SmtpReply(code, text[4..].Trim())
            : new SmtpReply((int)SmtpStatusCode.AuthenticationMechanismTooWeak, text);

    private static SmtpReply NoReply(Exception fault)
    {
        var text = Describe(fault);
        return SmtpReply.None(KindOf(fault) ?? FaultTexts.Find(text), text);
    }

    /// <summary>Returns the kind if the exception type determines it.</summary>
    private static FaultKind? KindOf(Exception? fault) => fault switch
    {
        NotOfferedException notOffered => notOffered.Kind,
        TimeoutException or OperationCanceledException => FaultKind.Timeout,
        SocketException socket => socket.SocketErrorCode switch
        {
            SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain or SocketError.NoRecovery => FaultKind.NameNotFound,
            SocketError.ConnectionRefused => FaultKind.ConnectionRefused,
            SocketError.TimedOut => FaultKind.Timeout,
            _ => FaultKind.ConnectionLost,
        },
        IOException => KindOf(fault.InnerException) ?? FaultKind.ConnectionLost,
        _ => null,
    };

    private static string Describe(Exception fault)
    {
        // Over TLS a timeout is reported as "Unable to read data from the transport connection".
        if (fault is IOException { InnerException: TimeoutException late })
            return late.Message;

        // Details of a failed handshake are in the inner exceptions, except for certificate faults.
        if (fault is not SslHandshakeException { ServerCertificate: null })
            return fault.Message.ReplaceLineEndings(" ");

        var words = new List<string> { fault.Message.ReplaceLineEndings("\n").Split('\n')[0] };
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
            words.Add(inner.Message.ReplaceLineEndings(" "));
        return string.Join(' ', words);
    }
}

/// <summary>The server does not offer what a login or an email needs. Nothing was sent, and the connection can be reused.</summary>
internal sealed class NotOfferedException(FaultKind kind, string message) : NotSupportedException(message)
{
    public FaultKind Kind => kind;
}
