using System.Security.Cryptography.X509Certificates;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace EmailDispatch.Tests.Packages;

/// <summary>The message that the tests send, and how they connect.</summary>
internal static class SmtpSample
{
    public static MailboxAddress Sender { get; } = new("Sender", "sender@example.test");

    public static MimeMessage Message(string text = "Hello\r\n", ContentEncoding encoding = ContentEncoding.Default)
    {
        var message = new MimeMessage();
        message.From.Add(Sender);
        message.To.Add(new MailboxAddress("One", "one@example.test"));
        message.Subject = "Sample";
        message.Body = new TextPart("plain") { Text = text };

        if (encoding != ContentEncoding.Default)
            ((TextPart)message.Body).ContentTransferEncoding = encoding;

        return message;
    }

    public static MailboxAddress[] To(params string[] addresses) =>
        [.. addresses.Select(address => new MailboxAddress("", address))];

    public static Task<string> SendSampleAsync(
        this SmtpClient client, MailboxAddress[]? recipients = null, CancellationToken cancellationToken = default) =>
        client.SendAsync(FormatOptions.Default, Message(), Sender, recipients ?? To("one@example.test"), cancellationToken);

    public static async Task ConnectToAsync(
        this SmtpClient client, ScriptedSmtpServer server, SecureSocketOptions options = SecureSocketOptions.None,
        CancellationToken cancellationToken = default) =>
        await client.ConnectAsync(await server.DialAsync(), "localhost", server.Port, options, cancellationToken);

    public static SmtpClient Trusting(this SmtpClient client, X509Certificate2 expected)
    {
        client.ServerCertificateValidationCallback = (_, certificate, _, _) =>
            certificate?.GetCertHashString() == expected.GetCertHashString();

        return client;
    }
}
