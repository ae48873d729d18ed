using System.Net;
using System.Net.Sockets;
using System.Text;

namespace EmailDispatch.Tests.Infra;

/// <summary>The scripts that look at a deployed app, against an HTTP server on loopback.</summary>
public sealed class SmokeTestScriptTests : IDisposable
{
    private const string Key = "re_fake_key_of_the_smoke_test";

    private readonly ScriptRun _run = new();
    private readonly HttpListener _server = new();

    public SmokeTestScriptTests()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "The scripts are for a POSIX shell.");
        var uri = $"http://127.0.0.1:{FreePort()}";
        _server.Prefixes.Add($"{uri}/");
        _server.Start();
        _run.Write("env-SERVICE_API_URI", uri);
        _run.Write("secret", Key);
        _run.AddProgram("curl", """
            #!/bin/sh
            echo "curl $*" >> "$RUN/calls"
            PATH=${PATH#*:} exec curl "$@"
            """);
    }

    [Fact]
    public async Task Email_that_is_sent_ends_well()
    {
        var seen = AnswerAsync((202, """{"object":"email","id":"id-1","status":"queued"}"""), (200, """{"id":"id-1","status":"sending"}"""), (200, """{"id":"id-1","status":"sent","attempts":[]}"""));

        var code = await _run.RunAsync("smoke-test.sh", "", "hi@example.test", "you@example.test");

        Assert.Equal(0, code);
        Assert.Equal(["POST /emails", "GET /emails/id-1", "GET /emails/id-1"], (await seen).Select(request => request.Line));
        Assert.All(await seen, request => Assert.Equal($"Bearer {Key}", request.Authorization));
        Assert.DoesNotContain(_run.Calls, call => call.Contains(Key, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Failed_email_exits_with_an_error_and_reason()
    {
        var seen = AnswerAsync((202, """{"id":"id-1"}"""), (200, """{"status":"failed","attempts":[{"reply":"535 no"}]}"""));

        var code = await _run.RunAsync("smoke-test.sh", "", "hi@example.test", "you@example.test");

        await seen;
        Assert.Equal(1, code);
        Assert.Contains("535 no", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusal_is_shown()
    {
        var seen = AnswerAsync((403, """{"statusCode":403,"name":"invalid_api_key","message":"The key is not known."}"""));

        var code = await _run.RunAsync("smoke-test.sh", "", "hi@example.test", "you@example.test");

        await seen;
        Assert.Equal(1, code);
        Assert.Contains("invalid_api_key", _run.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Health_is_asked_for_until_it_is_there()
    {
        var seen = AnswerAsync((503, "{}"), (200, "{}"));

        var code = await _run.RunAsync("check-health.sh", "");

        Assert.Equal(0, code);
        Assert.Equal(["GET /health", "GET /health"], (await seen).Select(request => request.Line));
    }

    [Fact]
    public async Task App_that_stays_unhealthy_fails_the_deployment()
    {
        var seen = AnswerAsync((503, "{}"), (503, "{}"), (503, "{}"));

        var code = await _run.RunAsync("check-health.sh", "");

        await seen;
        Assert.Equal(1, code);
    }

    public void Dispose()
    {
        _server.Close();
        _run.Dispose();
    }

    private async Task<List<(string Line, string? Authorization)>> AnswerAsync(params (int Status, string Body)[] answers)
    {
        var seen = new List<(string, string?)>();
        foreach (var (status, body) in answers)
        {
            var context = await _server.GetContextAsync();
            seen.Add(($"{context.Request.HttpMethod} {context.Request.Url!.AbsolutePath}", context.Request.Headers["Authorization"]));
            context.Response.StatusCode = status;
            await context.Response.OutputStream.WriteAsync(Encoding.UTF8.GetBytes(body));
            context.Response.Close();
        }

        return seen;
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
