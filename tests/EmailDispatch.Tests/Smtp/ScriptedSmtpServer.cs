using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace EmailDispatch.Tests.Smtp;

/// <summary>
/// An SMTP server on loopback that answers by script: the longest prefix given to <see cref="On"/> that a line
/// starts with chooses the reply. Keys other than commands: "" for the greeting, "." for the end of the message.
/// </summary>
internal sealed class ScriptedSmtpServer : IAsyncDisposable
{
    /// <summary>After a reply, or instead of one: the server ends the connection in an orderly way.</summary>
    public const string Close = "\u0001";

    /// <summary>Instead of a reply: none.</summary>
    public const string Silence = "\u0002";

    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<string, ConcurrentQueue<string>> script = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> received = new();
    private readonly CancellationTokenSource stopping = new();
    private readonly TaskCompletionSource ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SemaphoreSlim arrivals = new(0);
    private readonly X509Certificate2? certificate;
    private readonly bool implicitTls;
    private readonly Task serving;

    public ScriptedSmtpServer(string extensions = "", X509Certificate2? certificate = null, bool implicitTls = false)
    {
        this.certificate = certificate;
        this.implicitTls = implicitTls;
        var names = extensions.Split(',', StringSplitOptions.RemoveEmptyEntries);
        On("", "220 mx.example.test ESMTP");
        On("EHLO", string.Join("\r\n", names.SkipLast(1).Prepend("mx.example.test").Select(name => $"250-{name}"))
            + "\r\n250 " + (names.Length == 0 ? "HELP" : names[^1]));
        On("STARTTLS", "220 2.0.0 go ahead");
        On("MAIL", "250 2.1.0 sender ok");
        On("RCPT", "250 2.1.5 recipient ok");
        On("DATA", "354 end with a dot");
        On(".", "250 2.0.0 queued as 4711");
        On("BDAT", "250 2.0.0 queued as 4712");
        On("RSET", "250 2.0.0 reset");
        On("NOOP", "250 2.0.0 fine");
        On("HELO", "250 mx.example.test");
        On("QUIT", "221 2.0.0 bye" + Close);
        listener.Start();
        serving = ServeAsync();
    }

    public int Port => ((IPEndPoint)listener.LocalEndpoint).Port;

    /// <summary>Every line as it came; a message is one entry, dots still doubled, without the final one.</summary>
    public IReadOnlyList<string> Received => [.. received];

    /// <summary>The commands that were sent, without the greeting's EHLO.</summary>
    public IReadOnlyList<string> Commands => [.. received.Where(line => !line.StartsWith("EHLO ", StringComparison.Ordinal))];

    public string LastMessage { get; private set; } = "";

    /// <summary>Completes when a client's connection has ended.</summary>
    public Task Ended => ended.Task;

    /// <summary>Replies in the order given; the last one stays.</summary>
    public ScriptedSmtpServer On(string prefix, params string[] replies)
    {
        script[prefix] = new ConcurrentQueue<string>(replies);

        return this;
    }

    /// <summary>Waits until a line with this prefix has come.</summary>
    public async Task WaitForAsync(string prefix)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(20));

        while (!received.Any(line => line.StartsWith(prefix, StringComparison.Ordinal)))
            await arrivals.WaitAsync(deadline.Token);
    }

    public async Task<Socket> DialAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(IPAddress.Loopback, Port);

        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        await stopping.CancelAsync();
        listener.Stop();
        await serving;
        arrivals.Dispose();
        stopping.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (!stopping.IsCancellationRequested)
            {
                using var client = await listener.AcceptTcpClientAsync(stopping.Token);
                client.NoDelay = true;
                await TalkAsync(client);
                ended.TrySetResult();
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task TalkAsync(TcpClient client)
    {
        try
        {
            var wire = new SmtpWire(client.GetStream());

            if (implicitTls)
                wire = await SecureAsync(wire);

            if (!await ReplyAsync(wire, ""))
                return;

            while (await wire.ReadLineAsync(stopping.Token) is { } line)
            {
                Record(line);
                var reply = ReplyTo(line);

                if (line.StartsWith("BDAT ", StringComparison.Ordinal))
                    await ReadChunkAsync(wire, int.Parse(line.Split(' ')[1], null));

                if (!await ReplyAsync(wire, reply, stopping.Token))
                    return;

                if (line == "STARTTLS" && certificate is not null && reply.StartsWith("220", StringComparison.Ordinal))
                    wire = await SecureAsync(wire);
                else if (line == "DATA" && reply.StartsWith("354", StringComparison.Ordinal) && !await ReadMessageAsync(wire))
                    return;
            }
        }
        catch (Exception e) when (e is IOException or AuthenticationException or InvalidOperationException)
        {
            // The client went away or did not like our certificate; what came until then is recorded.
        }
    }

    private async Task<SmtpWire> SecureAsync(SmtpWire wire)
    {
        var tls = new SslStream(wire.Stream);
        await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, stopping.Token);

        return new SmtpWire(tls);
    }

    private async Task<bool> ReadMessageAsync(SmtpWire wire)
    {
        var message = new StringBuilder();

        while (await wire.ReadLineAsync(stopping.Token) is { } line)
        {
            if (line == ".")
            {
                LastMessage = message.ToString();
                Record(LastMessage);
                return await ReplyAsync(wire, ".");
            }

            message.Append(line).Append("\r\n");
        }

        return false;
    }

    private async Task ReadChunkAsync(SmtpWire wire, int size)
    {
        LastMessage = await wire.ReadExactlyAsync(size, stopping.Token);
        Record(LastMessage);
    }

    private void Record(string line)
    {
        received.Enqueue(line);
        arrivals.Release();
    }

    private string ReplyTo(string line)
    {
        var key = script.Keys.Where(prefix => prefix.Length > 0 && line.StartsWith(prefix, StringComparison.Ordinal))
            .MaxBy(prefix => prefix.Length);

        return key is null ? "500 5.5.1 what?" : Next(key);
    }

    private string Next(string key)
    {
        var replies = script[key];

        if (replies.Count > 1 && replies.TryDequeue(out var reply))
            return reply;

        return replies.TryPeek(out var last) ? last : Silence;
    }

    private Task<bool> ReplyAsync(SmtpWire wire, string key) => ReplyAsync(wire, Next(key), stopping.Token);

    private static async Task<bool> ReplyAsync(SmtpWire wire, string reply, CancellationToken cancellationToken)
    {
        if (reply == Silence)
            return true;

        var text = reply.Replace(Close, "", StringComparison.Ordinal);

        if (text.Length > 0)
            await wire.WriteAsync(text + "\r\n", cancellationToken);

        return text.Length == reply.Length;
    }
}
