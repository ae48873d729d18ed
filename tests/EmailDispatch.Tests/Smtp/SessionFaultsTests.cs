using System.Net.Sockets;
using EmailDispatch.Smtp;
using MailKit.Net.Smtp;
using MailKit.Security;

namespace EmailDispatch.Tests.Smtp;

/// <summary>What failed is told by the type of an exception, and by a library's text only where the type does not tell.</summary>
public sealed class SessionFaultsTests
{
    public static TheoryData<Exception, FaultKind> Exceptions => new()
    {
        { new SocketException((int)SocketError.HostNotFound), FaultKind.NameNotFound },
        { new SocketException((int)SocketError.TryAgain), FaultKind.NameNotFound },
        { new SocketException((int)SocketError.ConnectionRefused), FaultKind.ConnectionRefused },
        { new SocketException((int)SocketError.TimedOut), FaultKind.Timeout },
        { new SocketException((int)SocketError.NetworkUnreachable), FaultKind.ConnectionLost },
        { new IOException("It broke.", new SocketException((int)SocketError.ConnectionReset)), FaultKind.ConnectionLost },
        { new IOException("It broke.", new TimeoutException("It took too long.")), FaultKind.Timeout },
        { new IOException("The end of the stream."), FaultKind.ConnectionLost },
        { new TimeoutException("It took too long."), FaultKind.Timeout },
        { new OperationCanceledException("It was canceled."), FaultKind.Timeout },
        { new SmtpProtocolException("The SMTP server has unexpectedly disconnected."), FaultKind.ConnectionLost },
        { new SmtpProtocolException("It made no sense."), FaultKind.None },
        { new NotSupportedException("The SMTP server does not support the STARTTLS extension."), FaultKind.StartTlsNotOffered },
        { new NotOfferedException(FaultKind.SmtpUtf8NotOffered, "Connection refused."), FaultKind.SmtpUtf8NotOffered },
    };

    [Theory]
    [MemberData(nameof(Exceptions))]
    public void Exception_without_a_reply_has_its_kind(Exception fault, FaultKind kind)
    {
        var reply = SessionFaults.ToReply(fault, CancellationToken.None);

        Assert.Equal((0, kind), (reply?.Code, reply?.Fault));
    }

    [Theory]
    [InlineData("The host name did not match the name given in the server's SSL certificate.", FaultKind.CertificateHostMismatch)]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: NotTimeValid", FaultKind.CertificateExpired)]
    [InlineData("The remote certificate is invalid because of errors in the certificate chain: UntrustedRoot", FaultKind.CertificateUntrusted)]
    [InlineData("The server's SSL certificate could not be validated for the following reasons:", FaultKind.CertificateUntrusted)]
    [InlineData("The handshake failed due to an unexpected packet format.", FaultKind.ImplicitTlsOnStartTlsPort)]
    [InlineData("error:1408F10B:SSL routines:ssl3_get_record:wrong version number", FaultKind.ImplicitTlsOnStartTlsPort)]
    [InlineData("error:0A000102:SSL routines::unsupported protocol", FaultKind.TlsVersion)]
    [InlineData("It broke.", FaultKind.TlsHandshake)]
    public void Handshake_has_the_kind_of_its_inner_text(string text, FaultKind kind)
    {
        var fault = new SslHandshakeException("An error occurred while attempting to establish an SSL or TLS connection.", new IOException(text));

        var reply = SessionFaults.ToReply(fault, CancellationToken.None);

        Assert.Equal(kind, reply?.Fault);
    }

    [Fact]
    public void Reply_of_a_server_has_no_kind_whatever_it_says()
    {
        var fault = new SmtpCommandException(SmtpErrorCode.MessageNotAccepted, SmtpStatusCode.TransactionFailed, "5.0.0 Connection refused, certificate expired");

        var reply = SessionFaults.ToReply(fault, CancellationToken.None);

        Assert.Equal((554, FaultKind.None), (reply?.Code, reply?.Fault));
    }
}
