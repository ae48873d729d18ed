using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>The data of the tenant <c>other</c>, all of which contains the word <see cref="Mark"/>.</summary>
public sealed class TenantFixture(ContractHost contract) : IAsyncLifetime
{
    public const string Mark = "owned-by-other";

    public const string IdempotencyKey = Mark;

    public static readonly string Email =
        $$"""{"from":"a@example.com","to":"{{Mark}}@example.com","subject":"{{Mark}}","text":"t","tags":[{"name":"{{Mark}}","value":"1"}]}""";

    public static readonly string Batch = $"[{Email}]";

    public HttpClient Other { get; private set; } = null!;

    public HttpClient Stranger { get; private set; } = null!;

    /// <summary>Ids of a sent, a bounced, a suppressed and a scheduled email.</summary>
    public IReadOnlyList<string> Emails { get; private set; } = [];

    public string DomainId { get; private set; } = "";

    public string WebhookId { get; private set; } = "";

    public string TemplateId { get; private set; } = "";

    public string ApiKeyId { get; private set; } = "";

    public string Suppressed => $"bounce+{Mark}@example.com";

    /// <summary>Everything that the tenant sees of itself before anybody tries anything.</summary>
    public string Before { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Other = contract.CreateClient(ContractHost.OtherKey);
        Stranger = contract.CreateClient(ContractHost.StrangerKey);

        var sent = IdOf(await SendAsync(Other, "POST", "emails", Email, IdempotencyKey));
        var batched = (await SendAsync(Other, "POST", "emails/batch", Batch, $"{IdempotencyKey}-batch")).Body.GetProperty("data")[0].GetProperty("id").GetString()!;
        var bounced = IdOf(await SendAsync(Other, "POST", "emails", Email.Replace($"\"{Mark}@", $"\"bounce+{Mark}@", StringComparison.Ordinal)));
        await WaitAsync(sent, "sent");
        await WaitAsync(batched, "sent");
        await WaitAsync(bounced, "bounced");
        var suppressed = IdOf(await SendAsync(Other, "POST", "emails", Email.Replace($"\"{Mark}@", $"\"bounce+{Mark}@", StringComparison.Ordinal)));
        await WaitAsync(suppressed, "suppressed");
        var due = TimeProvider.System.GetUtcNow().AddHours(2).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var scheduled = IdOf(await SendAsync(Other, "POST", "emails", Email.Replace("\"text\":", $"\"scheduled_at\":\"{due}\",\"text\":", StringComparison.Ordinal)));
        Emails = [sent, batched, bounced, suppressed, scheduled];
        DomainId = IdOf(await SendAsync(Other, "POST", "domains", $$"""{"name":"{{Mark}}.example"}"""));
        TemplateId = IdOf(await SendAsync(Other, "POST", "templates", $$"""{"name":"{{Mark}}","alias":"{{Mark}}","from":"a@example.com","subject":"s","html":"x"}"""));
        await SendAsync(Other, "POST", $"templates/{TemplateId}/publish");
        WebhookId = IdOf(await SendAsync(Other, "POST", "webhooks", $$"""{"endpoint":"http://127.0.0.1:9/{{Mark}}","events":["email.complained"]}"""));
        ApiKeyId = IdOf(await SendAsync(Other, "POST", "api-keys", $$"""{"name":"{{Mark}}"}"""));
        await Eventually.GetAsync(async () => (await SendAsync(Other, "GET", "usage?by=tag")).Text, usage => usage.Contains(Mark, StringComparison.Ordinal), Cancellation);
        Before = await LookAsync();
    }

    public ValueTask DisposeAsync()
    {
        Other?.Dispose();
        Stranger?.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Everything that the tenant sees of itself, except usage, which changes during its hour, and shared providers with the last test of one, which
    /// other tests of this host make meanwhile.
    /// </summary>
    public async Task<string> LookAsync()
    {
        var all = new StringBuilder();
        foreach (var path in (IEnumerable<string>)["emails?limit=100", "suppressions?limit=100", "api-keys", "domains", $"domains/{DomainId}", "webhooks", $"webhooks/{WebhookId}", "templates", $"templates/{TemplateId}", $"templates/{TemplateId}/versions", .. Emails.Select(id => $"emails/{id}")])
            all.AppendLine((await SendAsync(Other, "GET", path)).Text);
        var providers = JsonNode.Parse((await SendAsync(Other, "GET", "providers")).Text)!;
        providers["data"]!.AsArray().RemoveAll(provider => (string?)provider!["name"] is not ("sandbox" or "private"));
        providers["data"]!.AsArray().Single(provider => (string?)provider!["name"] == "sandbox")!.AsObject().Remove("last_test");
        return all.AppendLine(providers.ToJsonString()).ToString();
    }

    public static async Task<(int Status, JsonElement Body, string Text, bool IsReplayed)> SendAsync(
        HttpClient client, string method, string path, string? body = null, string? idempotencyKey = null, string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, type);
        if (idempotencyKey is not null)
            request.Headers.Add("Idempotency-Key", idempotencyKey);
        using var answer = await client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        return ((int)answer.StatusCode, JsonDocument.Parse(text).RootElement, text, answer.Headers.Contains("Idempotent-Replayed"));
    }

    public static string IdOf((int Status, JsonElement Body, string Text, bool IsReplayed) answer) => answer.Body.GetProperty("id").GetString()!;

    private async Task WaitAsync(string id, string status)
    {
        var (_, _, text, _) = await Eventually.GetAsync(
            () => SendAsync(Other, "GET", $"emails/{id}"), answer => answer.Body.GetProperty("status").GetString() == status, Cancellation);
        Assert.Contains($"\"status\":\"{status}\"", text, StringComparison.Ordinal);
    }
}
