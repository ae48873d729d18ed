using System.Net.Sockets;
using System.Text;
using EmailDispatch.LocalHost.Inbox;
using EmailDispatch.Sandbox;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>The inbox and its sandbox on free ports, without the rest of the local host.</summary>
internal sealed class InboxSite : IAsyncDisposable
{
    private readonly WebApplication app;

    private InboxSite(WebApplication app) => this.app = app;

    public string Address => app.Urls.Single();

    public SandboxServer Sandbox => app.Services.GetRequiredService<SandboxServers>()["plain"];

    public HttpClient Http { get; } = new();

    public static async Task<InboxSite> StartAsync(params (string Name, string Value)[] settings)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Configuration.Sources.Clear();
        builder.Configuration.AddInMemoryCollection(
            Enum.GetValues<SandboxPort>().Select(port => KeyValuePair.Create($"Sandbox:{port}", (string?)(port == SandboxPort.PlainPort ? "0" : "-1"))));
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Name, (string?)setting.Value)));
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSandbox(builder.Configuration);

        var app = builder.Build();
        app.MapInbox();
        await app.StartAsync();
        var site = new InboxSite(app);
        site.Http.BaseAddress = new Uri(site.Address);
        return site;
    }

    public void Configure(string name, string value) => app.Configuration[name] = value;

    /// <summary>Posts a message over SMTP; lines may end with LF.</summary>
    public Task PostAsync(string message, params string[] recipients) =>
        PostAsync(Encoding.UTF8.GetBytes(message.ReplaceLineEndings("\r\n")), recipients);

    public async Task PostAsync(byte[] message, params string[] recipients)
    {
        using var tcp = new TcpClient();
        await tcp.ConnectAsync(Sandbox.Host, Sandbox.Port);
        await using var stream = tcp.GetStream();
        using var reader = new StreamReader(stream, Encoding.UTF8);
        await ReadReplyAsync(reader);

        string[] envelope = [.. recipients.DefaultIfEmpty("to@x.test").Select(recipient => $"RCPT TO:<{recipient}>")];
        foreach (var command in (string[])["EHLO client.test", "MAIL FROM:<sender@acme.test>", .. envelope, "DATA"])
        {
            await stream.WriteAsync(Encoding.UTF8.GetBytes(command + "\r\n"));
            await ReadReplyAsync(reader);
        }

        var stuffed = Encoding.Latin1.GetString(message).Replace("\r\n.", "\r\n..", StringComparison.Ordinal);
        await stream.WriteAsync(Encoding.Latin1.GetBytes(stuffed + (stuffed.EndsWith("\r\n", StringComparison.Ordinal) ? "" : "\r\n") + ".\r\n"));
        Assert.StartsWith("250", await ReadReplyAsync(reader), StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
    }

    private static async Task<string> ReadReplyAsync(StreamReader reader)
    {
        string line;
        do
            line = await reader.ReadLineAsync() ?? throw new EndOfStreamException("The sandbox closed the connection.");
        while (line is [_, _, _, '-', ..]);
        return line;
    }

    private enum SandboxPort
    {
        PlainPort,
        StartTlsPort,
        ImplicitTlsPort,
        Refuse421Port,
        AuthRefusedPort,
        SilentPort,
        ClosedPort,
    }
}
