using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Secrets;

/// <summary>A host with full logging, protocol log included, through successes and failures: no secret is in its output or answers.</summary>
public sealed class HostLogTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string Username = "user";
    private const string ApiKey = "ed_test_api-key-that-nobody-may-read-0123456789";
    private const string WrongApiKey = "ed_test_wrong-key-that-nobody-may-read-01234";
    private const string PlainPassword = "plain/password that=nobody+may&read";
    private const string LoginPassword = "login-password-that-nobody-may-read";
    private const string WrongPassword = "wrong-password-that-nobody-may-read";
    private const string TestedPassword = "tested-password-that-nobody-may-read";

    private static readonly string[] Passwords = [PlainPassword, LoginPassword, WrongPassword, TestedPassword];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_that_the_host_says_has_a_secret_in_it()
    {
        await using var plain = await StartServerAsync(PlainPassword);
        await using var login = await StartServerAsync(LoginPassword);
        await using var refusing = await StartServerAsync("another");
        await using var host = await StartHostAsync(plain, login, refusing);
        var answers = new StringBuilder();

        await SendAllAsync(host, answers);
        await TestAllAsync(host, plain, answers);
        await AskWithWrongKeyAsync(host, answers);
        await host.KillAsync();

        var output = host.Output;
        Assert.Contains("trce:", output, StringComparison.Ordinal);
        Assert.Contains("C: AUTH PLAIN", output, StringComparison.Ordinal);
        Assert.Contains("C: AUTH LOGIN", output, StringComparison.Ordinal);
        Assert.Contains("535", output, StringComparison.Ordinal);
        SecretForms.AssertNone(output, Username, [.. Passwords, ApiKey, WrongApiKey]);
        SecretForms.AssertNone(answers.ToString(), Username, [.. Passwords, ApiKey, WrongApiKey]);
    }

    private static async Task SendAllAsync(EmailHost host, StringBuilder answers)
    {
        using var client = new EmailClient(host);
        foreach (var domain in (string[])["plain.example", "login.example", "refusing.example"])
        {
            var (status, body) = await client.PostAsync($$"""{"from":"a@{{domain}}","to":"b@example.com","subject":"s","text":"t"}""", Cancellation);
            Assert.Equal(HttpStatusCode.Accepted, status);
            var wanted = domain == "refusing.example" ? "deferred" : "sent";
            answers.Append(await client.WaitForAsync(body.GetProperty("id").GetString()!, wanted, Cancellation));
        }

        answers.Append((await client.GetAsync("providers", Cancellation)).Body);
        answers.Append((await client.GetAsync("emails", Cancellation)).Body);
    }

    /// <summary>Connection tests of configured settings and of the caller's settings, including unreadable bodies.</summary>
    private static async Task TestAllAsync(EmailHost host, SandboxServer server, StringBuilder answers)
    {
        using var client = host.CreateClient();
        var target = $"\"host\":\"{server.Host}\",\"port\":{server.Port},\"security\":\"None\",\"username\":\"{Username}\"";
        (string Path, string Body)[] requests =
        [
            ("providers/plain/test", "{}"),
            ("providers/refusing/test", """{"to":"b@example.com"}"""),
            ("v1/test-smtp", $$"""{{{target}},"password":"{{PlainPassword}}"}"""),
            ("v1/test-smtp", $$"""{{{target}},"password":"{{TestedPassword}}"}"""),
            ("v1/test-smtp", $$"""{{{target}},"password":"{{TestedPassword}}","unknown":1}"""),
            ("v1/test-smtp", $$"""{{{target}},"password":"{{TestedPassword}}" """),
        ];
        foreach (var (path, body) in requests)
        {
            using var content = new StringContent(body, Encoding.UTF8, "application/json");
            using var response = await client.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
            answers.Append(await response.Content.ReadAsStringAsync(Cancellation));
        }
    }

    private static async Task AskWithWrongKeyAsync(EmailHost host, StringBuilder answers)
    {
        using var client = host.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", WrongApiKey);
        using var response = await client.GetAsync(new Uri("emails", UriKind.Relative), Cancellation);
        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        answers.Append(await response.Content.ReadAsStringAsync(Cancellation));
    }

    private static Task<SandboxServer> StartServerAsync(string password) =>
        SandboxServer.StartAsync(new SandboxServerOptions { Credentials = [new SmtpCredential(Username, password)] }, Cancellation);

    private Task<EmailHost> StartHostAsync(SandboxServer plain, SandboxServer login, SandboxServer refusing) => EmailHost.StartAsync(
        new EmailHostSettings(
            azurite.ConnectionString,
            [
                new HostedProvider("plain", plain.Host, plain.Port),
                new HostedProvider("login", login.Host, login.Port),
                new HostedProvider("refusing", refusing.Host, refusing.Port),
            ],
            ApiKey,
            new Dictionary<string, string>
            {
                // Includes the categories that are quiet by default.
                ["Logging__Console__LogLevel__Default"] = "Trace",
                ["Secrets__plain"] = PlainPassword,
                ["Secrets__login"] = $$"""{"username":"{{Username}}","password":"{{LoginPassword}}"}""",
                ["Secrets__refusing"] = WrongPassword,
                ["Providers__0__Auth"] = "Plain",
                ["Providers__1__Auth"] = "Login",
                ["Providers__2__Auth"] = "Plain",
                ["Providers__0__FromDomains__0"] = "plain.example",
                ["Providers__1__FromDomains__0"] = "login.example",
                ["Providers__2__FromDomains__0"] = "refusing.example",
                ["Providers__0__Secret"] = "plain",
                ["Providers__1__Secret"] = "login",
                ["Providers__2__Secret"] = "refusing",
                ["Providers__0__Username"] = Username,
                ["Providers__2__Username"] = Username,
                ["Providers__0__ProtocolLog"] = "true",
                ["Providers__1__ProtocolLog"] = "true",
                ["Providers__2__ProtocolLog"] = "true",
            }),
        Cancellation);
}
