using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>
/// One host for all tests. The provider <c>first</c> rejects one recipient and one sender, whom <c>second</c> accepts; <c>locked</c>, the last one,
/// rejects every login. The tenant of <see cref="ApiKey"/> has five emails, and <see cref="Template"/> one version. Tests that send or change more use
/// another tenant, because their order differs from machine to machine.
/// </summary>
public sealed class DashboardFixture : IAsyncLifetime
{
    public const string ReadKey = "ed_test_not_a_secret_that_may_only_read_0123456789ab";
    public const string OtherKey = "ed_test_not_a_secret_of_another_tenant_0123456789abc";
    public const string EmptyKey = "ed_test_not_a_secret_of_a_tenant_without_any_emails_0";

    /// <summary>Markup that would run if any of it reached the HTML parser.</summary>
    public const string Markup = "<img src=x onerror=\"document.title='owned'\"><script>alert(1)</script>";

    public const string Refusal = $"550 5.7.1 Sender not verified {Markup}";
    public const string NoSuchUser = "550 5.1.1 No such user here";

    private readonly List<IAsyncDisposable> _parts = [];
    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("email-dispatch-keys-");

    public EmailHost Host { get; private set; } = null!;

    public string ApiKey => Host.ApiKey;

    /// <summary>The id of the email that <c>first</c> rejected and <c>second</c> sent; its subject and names are <see cref="Markup"/>.</summary>
    public string FailedOver { get; private set; } = "";

    public string Sent { get; private set; } = "";

    public string Bounced { get; private set; } = "";

    /// <summary>The id of a domain that has no records in DNS and a DKIM key.</summary>
    public string Domain { get; private set; } = "";

    public string Template { get; private set; } = "";

    /// <summary>The id of a webhook whose application is not running.</summary>
    public string Webhook { get; private set; } = "";

    /// <summary>The pages, some with an entry of their own.</summary>
    public IReadOnlyList<string> Routes => ["/", "/emails", "/providers", "/usage", "/usage?by=provider,tag&range=7d", "/suppressions", "/templates", $"/templates/{Template}", "/domains", $"/domains/{Domain}", "/webhooks", $"/webhooks/{Webhook}", "/api-keys", "/expiries", "/poison", "/runbook", "/runbook/authentication", "/runbook/poison-messages", $"/emails/{FailedOver}", $"/emails/{Bounced}"];

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        var azurite = Add(await Azurite.StartAsync(cancellationToken: cancellation));
        var dns = Add(new LoopbackDns([]));
        var first = Add(await SandboxServer.StartAsync(cancellationToken: cancellation));
        var second = Add(await SandboxServer.StartAsync(cancellationToken: cancellation));
        var locked = Add(await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.AuthRefused }, cancellation));
        var spare = Add(await SandboxServer.StartAsync(new() { Behaviour = SandboxBehaviour.AuthRefused, Security = SmtpSecurity.StartTls }, cancellation));
        first.On(SandboxPhase.Mail, c => c.Sender == "new@acme.test" ? Refusal : null);
        first.On(SandboxPhase.Rcpt, c => c.Recipient == "gone@example.test" ? NoSuchUser : null);

        Host = Add(await EmailHost.StartAsync(
            new EmailHostSettings(
                azurite.ConnectionString,
                [
                    new HostedProvider("first", first.Host, first.Port, Priority: 1), new HostedProvider("second", second.Host, second.Port, Priority: 2),
                    new HostedProvider("locked", locked.Host, locked.Port, Priority: 3), new HostedProvider("spare", spare.Host, spare.Port, Priority: 4, Security: "StartTls"),
                ],
                More: new Dictionary<string, string>
                {
                    ["Providers__0__PricePerThousand"] = "500",
                    ["Usage__Currency"] = "EUR",
                    ["Senders__0__PerMonth"] = "100000",
                    ["Providers__2__Username"] = "user@example.test",
                    ["Providers__2__Secret"] = "locked-password",
                    ["Secrets__locked-password"] = "not-a-password",
                    ["Providers__3__Username"] = "user@example.test",
                    ["Providers__3__Secret"] = "locked-password",
                    ["Providers__3__Tenants"] = "other",
                    ["Providers__3__TlsVerify"] = "false",
                    ["Access__Keys__1__Key"] = ReadKey,
                    ["Access__Keys__1__Scopes__0"] = "read",
                    ["Access__Keys__2__Key"] = OtherKey,
                    ["Access__Keys__2__Tenant"] = "other",
                    ["Access__Keys__3__Key"] = EmptyKey,
                    ["Access__Keys__3__Tenant"] = "empty",
                    ["Domains__Resolver"] = dns.Address,
                    ["Domains__KeyFolder"] = _keys.FullName,
                    ["Webhooks__AllowPrivateAddresses"] = "true",
                    ["LocalHost__Timers__AggregateUsage"] = "* * * * * *",
                }),
            cancellation));

        Template = await AddTemplateAsync(ApiKey, cancellation);
        Domain = await AddAsync("domains", """{"name":"a-rather-long-name.of-a-department.example","dkim_algorithms":["rsa"]}""", cancellation);
        Webhook = await AddAsync("webhooks", """{"endpoint":"http://127.0.0.1:9/hooks/of-an-application-that-is-not-running","events":["email.bounced"]}""", cancellation);
        using var client = new EmailClient(Host);
        Sent = await client.SendAsync(Email("Your receipt", "ada@example.test", tag: "receipt"), cancellation);
        var more = await client.SendAsync(Email("Your invoice", "bo@example.test"), cancellation);
        var last = await client.SendAsync(Email("Your ticket", "cy@example.test"), cancellation);
        FailedOver = await client.SendAsync(Email(Markup, $"{Quoted(Markup)} <dee@example.test>", $"{Quoted(Markup)} <new@acme.test>"), cancellation);
        Bounced = await client.SendAsync(Email("Are you there?", "gone@example.test"), cancellation);
        foreach (var id in (string[])[Sent, more, last, FailedOver])
            await client.WaitForAsync(id, "sent", cancellation);
        await client.WaitForAsync(Bounced, "bounced", cancellation);
        await Eventually.GetAsync(
            () => client.GetAsync("usage", cancellation),
            usage => usage.Body.GetProperty("totals") is var totals && totals.GetProperty("sent").GetInt32() == 4 && totals.GetProperty("bounced").GetInt32() == 1,
            cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in Enumerable.Reverse(_parts))
            await part.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    public static string Email(string subject, string to, string from = "Acme <hi@acme.test>", string tag = "test", string? scheduledAt = null) =>
        JsonSerializer.Serialize(new { from, to, subject, text = "Hello", tags = new[] { new { name = "flow", value = tag } }, scheduled_at = scheduledAt });

    /// <summary>Adds a template with one version and one variable, <c>NAME</c>.</summary>
    /// <returns>Its id.</returns>
    public Task<string> AddTemplateAsync(string key, CancellationToken cancellationToken) => AddAsync(
        "templates",
        """{"name":"A rather long name of a template","alias":"order","from":"hi@acme.test","subject":"Order","html":"<p>{{{NAME}}}</p>","variables":[{"key":"NAME","type":"string"}]}""",
        cancellationToken,
        key);

    private async Task<string> AddAsync(string path, string json, CancellationToken cancellationToken, string? key = null)
    {
        using var http = Host.CreateClient(key);
        using var content = new StringContent(json, System.Text.Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(new Uri(path, UriKind.Relative), content, cancellationToken);
        return JsonDocument.Parse(await answer.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken)).RootElement.GetProperty("id").GetString()!;
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private T Add<T>(T part)
        where T : IAsyncDisposable
    {
        _parts.Add(part);
        return part;
    }
}
