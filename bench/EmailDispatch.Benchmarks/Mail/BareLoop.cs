using System.Net;
using System.Net.Sockets;
using EmailDispatch.Emails;
using MailKit.Net.Smtp;
using MailKit.Security;
using MimeKit;

namespace EmailDispatch.Benchmarks.Mail;

/// <summary>
/// The minimum: the mail library alone composes each message and sends it over connections that stay open, on sockets without Nagle's delay. No
/// queue, rows, provider choice or pool. Messages have the structure and encodings of ours, because encoding is not the dispatcher's cost.
/// </summary>
internal sealed class BareLoop : IAsyncDisposable
{
    // The value that the library's composer uses.
    private const int MaxEncodedLineLength = 72;

    private readonly SmtpClient[] _clients;

    private BareLoop(SmtpClient[] clients) => _clients = clients;

    public static async Task<BareLoop> ConnectAsync(int port, int connections, CancellationToken cancellationToken)
    {
        var clients = new SmtpClient[connections];
        for (var i = 0; i < connections; i++)
        {
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
            clients[i] = new SmtpClient();
            await clients[i].ConnectAsync(socket, "127.0.0.1", port, SecureSocketOptions.None, cancellationToken);
        }

        return new BareLoop(clients);
    }

    public async Task SendAsync(Func<Email> next, int count, CancellationToken cancellationToken)
    {
        var left = count;
        await Task.WhenAll(_clients.Select(client => Task.Run(() => SendAsync(client), cancellationToken)));

        async Task SendAsync(SmtpClient client)
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                using var message = Compose(next());
                await client.SendAsync(message, cancellationToken);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisconnectAsync(quit: true);
            client.Dispose();
        }
    }

    private static MimeMessage Compose(Email email)
    {
        var message = new MimeMessage { Subject = email.Subject };
        message.From.Add(new MailboxAddress(email.From.Name, email.From.Address));
        message.To.AddRange(email.To.Select(to => new MailboxAddress(to.Name, to.Address)));
        MimeEntity body = new MultipartAlternative { new TextPart("plain") { Text = email.Text! }, new TextPart("html") { Text = email.Html! } };
        if (email.Attachments is [var file, ..])
        {
            body = new Multipart("mixed")
            {
                body,
                new MimePart(ContentType.Parse(file.ContentType))
                {
                    Content = new MimeContent(new MemoryStream(file.Content, writable: false)),
                    ContentDisposition = new ContentDisposition(ContentDisposition.Attachment),
                    ContentTransferEncoding = ContentEncoding.Base64,
                    FileName = file.Filename,
                },
            };
        }

        message.Body = body;
        message.Prepare(EncodingConstraint.SevenBit, MaxEncodedLineLength);
        return message;
    }
}
