using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.RegularExpressions;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.EndToEnd.Samples;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Docs;

/// <summary>Runs the requests that README and documents quote, with the URL and key of a running host and the files they name.</summary>
public sealed partial class QuotedCommandTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Quoted_requests_work()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The commands are quoted for a Unix shell.");
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("primary", "127.0.0.1", provider.Port)], More: new Dictionary<string, string> { ["Webhooks__AllowPrivateAddresses"] = "true" }), Cancellation);

        var commands = Commands();
        foreach (var command in commands)
        {
            var answer = JsonDocument.Parse(await RunAsync(host, command)).RootElement;

            Assert.False(answer.TryGetProperty("statusCode", out _), $"{command}\n{answer}");
        }

        Assert.Contains(commands, command => command.Contains("/emails ", StringComparison.Ordinal));
        Assert.Contains(commands, command => command.Contains("/api-keys ", StringComparison.Ordinal));
        var received = await provider.Inbox.WaitForCountAsync(3, cancellationToken: Cancellation);
        Assert.Equal(["ann@example.com", "you@example.test", "you@example.test"], received.SelectMany(email => email.AcceptedRecipients).Order());
    }

    private static async Task<string> RunAsync(EmailHost host, string command)
    {
        var folder = Directory.CreateTempSubdirectory("quoted-");
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "bounce.eml"), "From: MAILER-DAEMON@example.test\r\nSubject: Returned mail\r\n\r\nUser unknown", Cancellation);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, "message.eml"), "From: app@example.com\nTo: ann@example.com\nSubject: Report\n\nAttached.\n", Cancellation);
        var own = command
            .Replace("http://127.0.0.1:7071", host.BaseUrl.ToString().TrimEnd('/'), StringComparison.Ordinal)
            .Replace("re_local_\u2026", host.ApiKey, StringComparison.Ordinal);
        try
        {
            return await ExternalProgram.RunAsync(new ProcessStartInfo("bash", ["-c", own]) { WorkingDirectory = folder.FullName }, [], Cancellation);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static List<string> Commands([CallerFilePath] string thisFile = "")
    {
        var root = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", ".."));
        return
        [
            .. from file in Directory.GetFiles(Path.Combine(root, "docs"), "*.md").Prepend(Path.Combine(root, "README.md"))
               from block in Shell().Matches(File.ReadAllText(file)).AsEnumerable()
               from line in block.Groups[1].Value.Split('\n')
               where line.StartsWith("curl ", StringComparison.Ordinal)
               select line,
        ];
    }

    [GeneratedRegex(@"^```(?:sh|bash)\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline)]
    private static partial Regex Shell();
}
