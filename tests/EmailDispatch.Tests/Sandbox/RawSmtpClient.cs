using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EmailDispatch.Sandbox;

namespace EmailDispatch.Tests.Sandbox;

/// <summary>Says to a server exactly what a test wants said; every wait ends after ten seconds.</summary>
internal sealed class RawSmtpClient : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private readonly TcpClient tcp = new() { NoDelay = true };
    private readonly byte[] one = new byte[1];
    private Stream stream = Stream.Null;

    public static async Task<RawSmtpClient> ConnectAsync(SandboxServer server)
    {
        var client = new RawSmtpClient();
        await client.tcp.ConnectAsync(server.Host, server.Port).WaitAsync(Deadline);
        client.stream = client.tcp.GetStream();
        return client;
    }

    /// <summary>Connects, reads the greeting and says EHLO.</summary>
    public static async Task<RawSmtpClient> GreetedAsync(SandboxServer server, string hello = "EHLO client.test")
    {
        var client = await ConnectAsync(server);
        if (server.Options.Security == SmtpSecurity.ImplicitTls)
            await client.EncryptAsync(server.Certificate);
        await client.ReadReplyAsync();
        await client.AskAsync(hello);
        return client;
    }

    public async Task EncryptAsync(X509Certificate2 trusted)
    {
        var policy = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        policy.CustomTrustStore.Add(trusted);
        var encrypted = new SslStream(stream);
        await encrypted.AuthenticateAsClientAsync(new SslClientAuthenticationOptions { TargetHost = "localhost", CertificateChainPolicy = policy })
            .WaitAsync(Deadline);
        stream = encrypted;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.UTF8.GetBytes(text));

    public Task SendAsync(byte[] bytes) => stream.WriteAsync(bytes).AsTask().WaitAsync(Deadline);

    /// <summary>Sends a line and gives the reply to it.</summary>
    public async Task<string> AskAsync(string line)
    {
        await SendAsync(line + "\r\n");
        return await ReadReplyAsync();
    }

    /// <summary>Asks a whole conversation and gives the last reply.</summary>
    public async Task<string> AskAllAsync(params string[] lines)
    {
        var reply = "";
        foreach (var line in lines)
            reply = await AskAsync(line);
        return reply;
    }

    /// <summary>One reply with its lines joined by LF; "" where the server has closed the connection.</summary>
    public async Task<string> ReadReplyAsync()
    {
        var lines = new List<string>();
        do
            lines.Add(await ReadLineAsync());
        while (lines[^1] is [_, _, _, '-', ..]);
        return string.Join('\n', lines);
    }

    public async ValueTask DisposeAsync()
    {
        await stream.DisposeAsync();
        tcp.Dispose();
    }

    private async Task<string> ReadLineAsync()
    {
        var line = new List<byte>();
        while (line is not [.., (byte)'\r', (byte)'\n'])
        {
            try
            {
                if (await stream.ReadAsync(one).AsTask().WaitAsync(Deadline) == 0)
                    return "";
            }
            catch (IOException)
            {
                return "";
            }

            line.Add(one[0]);
        }

        return Encoding.UTF8.GetString([.. line[..^2]]);
    }
}
