using System.Globalization;
using System.Net.Sockets;
using MailKit;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Smtp;

/// <summary>The one place where exceptions of MailKit and of sockets become replies.</summary>
internal static class SessionFaults
{
    /// <summary>The reply in an exception, or its words with code 0 where the server said nothing; null where it is no fault of a session.</summary>
    public static SmtpReply? ToReply(Exception fault, CancellationToken stopping) => fault switch
    {
        SmtpCommandException refused => new SmtpReply((int)refused.StatusCode, refused.Message.ReplaceLineEndings(" ")),
        AuthenticationException refused => ReadAuthenticationReply(refused.Message.ReplaceLineEndings(" ")),
        // RFC 4954 section 6: 530 in place of the reply to MAIL or RCPT.
        ServiceNotAuthenticatedException refused => new SmtpReply(530, refused.Message.ReplaceLineEndings(" ")),
        OperationCanceledException when stopping.IsCancellationRequested => null,
        // STARTTLS or a login mechanism that the server does not offer is a NotSupportedException.
        OperationCanceledException or ProtocolException or SocketException or IOException or TimeoutException or NotSupportedException
            or SslHandshakeException or SaslException => new SmtpReply(0, Describe(fault)),
        _ => null,
    };

    /// <summary>The other side closed the connection, as opposed to saying nothing in time.</summary>
    public static bool IsClosed(Exception fault) =>
        fault is SmtpProtocolException or SocketException || (fault is IOException && fault.InnerException is not TimeoutException);

    // MailKit puts the reply into the text, "535: 5.7.8 Authentication failed", but for 534, a mechanism too weak.
    private static SmtpReply ReadAuthenticationReply(string text) =>
        text.Length > 4 && text[3] == ':' && int.TryParse(text.AsSpan(0, 3), NumberStyles.None, CultureInfo.InvariantCulture, out var code)
            ? new SmtpReply(code, text[4..].Trim())
            : new SmtpReply((int)SmtpStatusCode.AuthenticationMechanismTooWeak, text);

    private static string Describe(Exception fault)
    {
        // Over TLS a timeout comes as "Unable to read data from the transport connection".
        if (fault is IOException { InnerException: TimeoutException late })
            return late.Message;

        // What went wrong in a handshake is told by the exceptions inside, except about the certificate.
        if (fault is not SslHandshakeException { ServerCertificate: null })
            return fault.Message.ReplaceLineEndings(" ");

        var words = new List<string> { fault.Message.ReplaceLineEndings("\n").Split('\n')[0] };
        for (var inner = fault.InnerException; inner is not null; inner = inner.InnerException)
            words.Add(inner.Message.ReplaceLineEndings(" "));
        return string.Join(' ', words);
    }
}
