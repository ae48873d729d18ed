using System.Net.Security;
using System.Net.Sockets;
using System.Text;

namespace EmailDispatch.EndToEnd.SmtpDoor;

/// <summary>An SMTP session byte by byte.</summary>
internal sealed class RawSession : IDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(20);

    private readonly TcpClient _client = new() { NoDelay = true };
    private Stream _stream = Stream.Null;

    /// <summary>Opens a session and reads the greeting; with TLS and a login if there is a key.</summary>
    public static async Task<RawSession> OpenAsync(DoorHost door, string? key = null, bool tls = true)
    {
        var session = new RawSession();
        await session._client.ConnectAsync("127.0.0.1", door.StartTlsPort);
        session._stream = session._client.GetStream();
        await session.ReadAsync();
        if (!tls)
            return session;

        await session.SayAsync("EHLO raw.test");
        await session.SayAsync("STARTTLS");
        await session.StartTlsAsync();
        if (key is not null)
        {
            await session.SayAsync("EHLO raw.test");
            Assert.StartsWith("235 2.7.0 ", await session.SayAsync($"AUTH PLAIN {Convert.ToBase64String(Encoding.UTF8.GetBytes($"\0resend\0{key}"))}"), StringComparison.Ordinal);
        }

        return session;
    }

    public async Task StartTlsAsync()
    {
        var encrypted = new SslStream(_stream);
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate?.Subject == "CN=localhost" });
        _stream = encrypted;
    }

    public async Task<string> SayAsync(string line)
    {
        await SendAsync($"{line}\r\n");
        return await ReadAsync();
    }

    public async Task SendAsync(string text) => await _stream.WriteAsync(Encoding.Latin1.GetBytes(text));

    /// <summary>Reads one reply; empty if the connection is closed.</summary>
    public async Task<string> ReadAsync()
    {
        using var deadline = new CancellationTokenSource(Deadline);
        var reply = new StringBuilder();
        var octet = new byte[1];
        try
        {
            while (await _stream.ReadAsync(octet, deadline.Token) > 0)
            {
                reply.Append((char)octet[0]);
                var lines = reply.ToString().Split("\r\n");
                if (lines is [.., { Length: >= 4 } last, ""] && last[3] == ' ')
                    break;
            }
        }
        catch (IOException)
        {
            // A reset is an end too.
        }

        return reply.ToString();
    }

    public void Dispose()
    {
        _stream.Dispose();
        _client.Dispose();
    }
}
