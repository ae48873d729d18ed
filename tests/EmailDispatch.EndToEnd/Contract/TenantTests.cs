using System.Text.Json;
using EmailDispatch.Functions;
using EmailDispatch.Suppressions;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>
/// Tries one tenant's key on everything that another tenant has, endpoint by endpoint: it sees nothing and changes nothing. The endpoints come from
/// the OpenAPI document, so none is forgotten.
/// </summary>
[Collection<ContractCollection>]
public sealed class TenantTests(TenantFixture tenants) : IClassFixture<TenantFixture>
{
    private const string Private = "private";
    private const string Poison = "poison/email-dispatch-poison/6a3f0f5e-2c1b-4a7d-9e8f-0b1c2d3e4f50";

    public static TheoryData<string> Operations()
    {
        using var resource = typeof(Composition).Assembly.GetManifestResourceStream("openapi.json")!;
        using var document = JsonDocument.Parse(resource);
        return
        [
            .. document.RootElement.GetProperty("paths").EnumerateObject()
                .SelectMany(path => path.Value.EnumerateObject())
                .Where(operation => operation.Value.GetProperty("security").GetArrayLength() > 0)
                .Select(operation => operation.Value.GetProperty("operationId").GetString()!),
        ];
    }

    [Theory]
    [MemberData(nameof(Operations))]
    public async Task Stranger_neither_sees_nor_changes_what_another_tenant_has(string operation)
    {
        await TryAsync(operation);

        Assert.Equal(tenants.Before, await tenants.LookAsync());
    }

    [Fact]
    public async Task Tenant_sees_its_own()
    {
        Assert.All(tenants.Emails, id => Assert.Contains($"\"id\":\"{id}\"", tenants.Before, StringComparison.Ordinal));
        Assert.Contains(tenants.Suppressed, tenants.Before, StringComparison.Ordinal);
        Assert.Contains(tenants.ApiKeyId, tenants.Before, StringComparison.Ordinal);
        Assert.Contains($"\"name\":\"{Private}\"", tenants.Before, StringComparison.Ordinal);
        Assert.Contains(TenantFixture.Mark, (await TenantFixture.SendAsync(tenants.Other, "GET", "usage?by=tag")).Text, StringComparison.Ordinal);
    }

    private SuppressionId SuppressionId => SuppressionId.Of(tenants.Suppressed);

    private Task TryAsync(string operation) => operation switch
    {
        "getEmail" => NotFoundAsync("GET", tenants.Emails.Select(id => $"emails/{id}")),
        "getMessage" => NotFoundAsync("GET", tenants.Emails.Select(id => $"emails/{id}/message")),
        "listAttachments" => NotFoundAsync("GET", tenants.Emails.Select(id => $"emails/{id}/attachments")),
        "getAttachment" => NotFoundAsync("GET", tenants.Emails.Select(id => $"emails/{id}/attachments/{id}")),
        "rescheduleEmail" => NotFoundAsync("PATCH", tenants.Emails.Select(id => $"emails/{id}"), """{"scheduled_at":"2020-01-01T00:00:00Z"}"""),
        "cancelEmail" => NotFoundAsync("POST", tenants.Emails.Select(id => $"emails/{id}/cancel")),
        "retryEmail" => NotFoundAsync("POST", tenants.Emails.Select(id => $"emails/{id}/retry")),
        "listEmails" => SeesNoEmailAsync(["emails?limit=100", $"emails?to={TenantFixture.Mark}@example.com", $"emails?tag={TenantFixture.Mark}", $"emails?recipient={TenantFixture.Mark}", $"emails?subject={TenantFixture.Mark}", .. tenants.Emails.SelectMany(id => (string[])[$"emails?after={id}", $"emails?before={id}"])]),
        "sendRawEmail" => SendsRawAsync(),
        "sendEmail" => SendsAnotherAsync("emails", TenantFixture.Email, TenantFixture.IdempotencyKey),
        "sendEmails" => SendsAnotherAsync("emails/batch", TenantFixture.Batch, $"{TenantFixture.IdempotencyKey}-batch"),
        "retryEmails" => RetriesNothingAsync(),
        "listSuppressions" => SeesNothingAsync(["suppressions?limit=100", $"suppressions?address={Uri.EscapeDataString(tenants.Suppressed)}", "suppressions?origin=bounce", $"suppressions?after={SuppressionId}", $"suppressions?before={SuppressionId}"]),
        "getSuppression" => NotFoundAsync("GET", [$"suppressions/{Uri.EscapeDataString(tenants.Suppressed)}", $"suppressions/{SuppressionId}"]),
        "addSuppressionBatch" => AddsItsOwnAsync("suppressions/batch/add"),
        "deleteSuppressionBatch" => RemovesNothingAsync(),
        "addSuppressions" => AddsItsOwnAsync("suppressions"),
        "deleteSuppression" => NotFoundAsync("DELETE", [$"suppressions/{Uri.EscapeDataString(tenants.Suppressed)}", $"suppressions/{SuppressionId}"]),
        "exportRecipient" => SeesNothingAsync([$"recipients/{TenantFixture.Mark}@example.com", $"recipients/{Uri.EscapeDataString(tenants.Suppressed)}"]),
        "eraseRecipient" or "eraseRecipientByPost" => ErasesNothingAsync(),
        "exportRecipientByPost" => ExportsNothingAsync(),
        "getUsage" => SeesNothingAsync(["usage?by=tag", "usage?by=tag&interval=day"], TenantFixture.Mark + ":1"),
        "getOverview" => SeesNothingInTheOverviewAsync(),
        "listProviders" => SeesNothingAsync(["providers"], Private),
        "listExpiries" => SeesNothingAsync(["expiries"], Private),
        "listProviderPresets" => SeesNothingAsync(["providers/presets"], Private),
        "createProvider" => AddsItsOwnProviderAsync(),
        "updateProvider" => NotFoundAsync("PATCH", [$"providers/{Private}"], """{"enabled":false}"""),
        "deleteProvider" => NotFoundAsync("DELETE", [$"providers/{Private}"]),
        "testProvider" => NotFoundAsync("POST", [$"providers/{Private}/test"], "{}"),
        "resumeProvider" => ResumesNothingAsync(),
        "listPoison" => ForbiddenAsync("GET", "poison"),
        "getPoison" => ForbiddenAsync("GET", Poison),
        "requeuePoison" => ForbiddenAsync("POST", $"{Poison}/requeue"),
        "deletePoison" => ForbiddenAsync("DELETE", Poison),
        "testSmtp" => NotFoundAsync("POST", ["v1/test-smtp"], $$"""{"provider":"{{Private}}"}"""),
        "receiveBounces" => ReturnsNothingAsync(),
        "listDomains" => SeesNothingAsync(["domains", "domains?limit=100"]),
        "createDomain" => AddsItsOwnDomainAsync(),
        "getDomain" => NotFoundAsync("GET", [$"domains/{tenants.DomainId}"]),
        "updateDomain" => NotFoundAsync("PATCH", [$"domains/{tenants.DomainId}"], """{"custom_return_path":"mine"}"""),
        "verifyDomain" => NotFoundAsync("POST", [$"domains/{tenants.DomainId}/verify"]),
        "rotateDomainKeys" => NotFoundAsync("POST", [$"domains/{tenants.DomainId}/dkim/rotate"]),
        "deleteDomain" => NotFoundAsync("DELETE", [$"domains/{tenants.DomainId}"]),
        "listTemplates" => SeesNothingAsync(["templates", "templates?limit=100"]),
        "createTemplate" => AddsItsOwnTemplateAsync(),
        "getTemplate" => NotFoundAsync("GET", [$"templates/{tenants.TemplateId}", $"templates/{TenantFixture.Mark}"]),
        "updateTemplate" => NotFoundAsync("PATCH", [$"templates/{tenants.TemplateId}", $"templates/{TenantFixture.Mark}"], """{"html":"mine"}"""),
        "deleteTemplate" => NotFoundAsync("DELETE", [$"templates/{tenants.TemplateId}", $"templates/{TenantFixture.Mark}"]),
        "publishTemplate" => NotFoundAsync("POST", [$"templates/{tenants.TemplateId}/publish"]),
        "duplicateTemplate" => NotFoundAsync("POST", [$"templates/{tenants.TemplateId}/duplicate"]),
        "listTemplateVersions" => NotFoundAsync("GET", [$"templates/{tenants.TemplateId}/versions"]),
        "getTemplateVersion" => NotFoundAsync("GET", [$"templates/{tenants.TemplateId}/versions/1"]),
        "previewTemplate" => NotFoundAsync("POST", [$"templates/{tenants.TemplateId}/preview"], "{}"),
        "listWebhooks" => SeesNothingAsync(["webhooks", "webhooks?limit=100"]),
        "createWebhook" => AddsItsOwnWebhookAsync(),
        "getWebhook" => NotFoundAsync("GET", [$"webhooks/{tenants.WebhookId}"]),
        "updateWebhook" => NotFoundAsync("PATCH", [$"webhooks/{tenants.WebhookId}"], """{"status":"disabled"}"""),
        "deleteWebhook" => NotFoundAsync("DELETE", [$"webhooks/{tenants.WebhookId}"]),
        "rotateWebhookSecret" => NotFoundAsync("POST", [$"webhooks/{tenants.WebhookId}/signing-secret/rotate"]),
        "testWebhook" => NotFoundAsync("POST", [$"webhooks/{tenants.WebhookId}/test"]),
        "listWebhookEvents" => NotFoundAsync("GET", [$"webhooks/{tenants.WebhookId}/events"]),
        "getWebhookEvent" => NotFoundAsync("GET", [$"webhooks/{tenants.WebhookId}/events/msg_1"]),
        "listWebhookAttempts" => NotFoundAsync("GET", [$"webhooks/{tenants.WebhookId}/events/msg_1/attempts"]),
        "replayWebhookEvent" => NotFoundAsync("POST", [$"webhooks/{tenants.WebhookId}/events/msg_1/replay"]),
        "listApiKeys" => ManagesItsOwnAsync("GET", "api-keys"),
        "createApiKey" => ForbiddenAsync("POST", "api-keys", """{"name":"mine","tenant":"other"}"""),
        "getApiKey" => ManagesItsOwnAsync("GET", $"api-keys/{tenants.ApiKeyId}", expected: 404),
        "updateApiKey" => ManagesItsOwnAsync("PATCH", $"api-keys/{tenants.ApiKeyId}", """{"name":"mine","scopes":["send"]}""", expected: 404),
        "deleteApiKey" => ManagesItsOwnAsync("DELETE", $"api-keys/{tenants.ApiKeyId}", expected: 404),
        _ => throw new InvalidOperationException($"{operation} is new here: say what a stranger may not do with it."),
    };

    private async Task SeesNoEmailAsync(IEnumerable<string> paths)
    {
        await SeesNothingAsync(paths);
        Assert.DoesNotContain(TenantFixture.Mark, await tenants.Stranger.GetStringAsync(new Uri("emails?format=csv", UriKind.Relative), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Resumes neither another tenant's provider nor a shared one.</summary>
    private async Task ResumesNothingAsync()
    {
        await NotFoundAsync("POST", [$"providers/{Private}/resume"]);
        await ForbiddenAsync("POST", "providers/sandbox/resume");
    }

    private async Task ErasesNothingAsync()
    {
        foreach (var address in (string[])[$"{TenantFixture.Mark}@example.com", tenants.Suppressed])
        {
            var answer = await TenantFixture.SendAsync(tenants.Stranger, "DELETE", $"recipients/{Uri.EscapeDataString(address)}");
            var again = await TenantFixture.SendAsync(tenants.Stranger, "POST", "recipients/erase", $$"""{"address":"{{address}}"}""");
            Assert.All([answer, again], one => Assert.Equal((200, 0), (one.Status, one.Body.GetProperty("emails").GetInt32())));
        }
    }

    private async Task ExportsNothingAsync()
    {
        foreach (var address in (string[])[$"{TenantFixture.Mark}@example.com", tenants.Suppressed])
        {
            var answer = await TenantFixture.SendAsync(tenants.Stranger, "POST", "recipients/export", $$"""{"address":"{{address}}"}""");
            Assert.Equal((200, 0), (answer.Status, answer.Body.GetProperty("emails").GetArrayLength()));
            Assert.Equal(JsonValueKind.Null, answer.Body.GetProperty("suppression").ValueKind);
        }
    }

    /// <summary>A name of another tenant is taken, and another tenant cannot be served.</summary>
    private async Task AddsItsOwnProviderAsync()
    {
        var taken = await TenantFixture.SendAsync(tenants.Stranger, "POST", "providers", $$"""{"name":"{{Private}}","host":"smtp.example.com","test":false}""");
        var others = await TenantFixture.SendAsync(tenants.Stranger, "POST", "providers", """{"name":"mine","host":"smtp.example.com","tenants":["other"],"test":false}""");
        var inside = await TenantFixture.SendAsync(tenants.Stranger, "POST", "providers", """{"name":"mine","host":"127.0.0.1","security":"None","port":2500,"test":false}""");
        var own = await TenantFixture.SendAsync(tenants.Stranger, "POST", "providers", """{"name":"mine","host":"smtp.example.com","test":false}""");
        var list = await TenantFixture.SendAsync(tenants.Stranger, "GET", "providers");
        var changed = await TenantFixture.SendAsync(tenants.Other, "PATCH", "providers/mine", """{"enabled":false}""");
        var removed = await TenantFixture.SendAsync(tenants.Stranger, "DELETE", "providers/mine");

        Assert.Equal((409, 422, 422, 201), (taken.Status, others.Status, inside.Status, own.Status));
        Assert.Contains($"The name {Private} is taken; choose a different name.", taken.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("other", taken.Text, StringComparison.Ordinal);
        Assert.Contains("\"tenants\":[\"stranger\"]", list.Text, StringComparison.Ordinal);
        Assert.Equal((404, 200), (changed.Status, removed.Status));
    }

    private async Task AddsItsOwnWebhookAsync()
    {
        var answer = await TenantFixture.SendAsync(tenants.Stranger, "POST", "webhooks", """{"endpoint":"http://127.0.0.1:9/mine","events":["email.sent"]}""");
        var operators = await TenantFixture.SendAsync(tenants.Stranger, "POST", "webhooks", """{"endpoint":"http://127.0.0.1:9/mine","events":["provider.paused"]}""");
        Assert.Equal((201, 422), (answer.Status, operators.Status));
        Assert.Equal(200, (await TenantFixture.SendAsync(tenants.Stranger, "DELETE", $"webhooks/{TenantFixture.IdOf(answer)}")).Status);
    }

    /// <summary>An alias counts only for its tenant, and another tenant's template cannot be sent.</summary>
    private async Task AddsItsOwnTemplateAsync()
    {
        var answer = await TenantFixture.SendAsync(tenants.Stranger, "POST", "templates", $$"""{"name":"mine","alias":"{{TenantFixture.Mark}}","html":"x"}""");
        var sent = await TenantFixture.SendAsync(tenants.Stranger, "POST", "emails", $$$"""{"to":"b@example.com","template":{"id":"{{{tenants.TemplateId}}}"}}""");
        Assert.Equal((201, 422), (answer.Status, sent.Status));
        Assert.Equal(200, (await TenantFixture.SendAsync(tenants.Stranger, "DELETE", $"templates/{TenantFixture.IdOf(answer)}")).Status);
    }

    private async Task NotFoundAsync(string method, IEnumerable<string> paths, string? body = null)
    {
        foreach (var path in paths)
        {
            var answer = await TenantFixture.SendAsync(tenants.Stranger, method, path, body);
            Assert.Equal((path, 404, "not_found"), (path, answer.Status, answer.Body.GetProperty("name").GetString()));
        }
    }

    private async Task SeesNothingAsync(IEnumerable<string> paths, string mark = TenantFixture.Mark)
    {
        foreach (var path in paths)
        {
            var answer = await TenantFixture.SendAsync(tenants.Stranger, "GET", path);
            Assert.Equal((path, 200), (path, answer.Status));
            Assert.DoesNotContain(tenants.Emails, id => answer.Text.Contains(id, StringComparison.Ordinal));
            Assert.DoesNotContain(mark, answer.Text, StringComparison.Ordinal);
        }
    }

    private async Task SeesNothingInTheOverviewAsync()
    {
        await SeesNothingAsync(["overview"]);
        await SeesNothingAsync(["overview"], Private);
    }

    /// <summary>An idempotency key counts only for its tenant, and the other tenant's answer is not repeated.</summary>
    private async Task SendsAnotherAsync(string path, string body, string idempotencyKey)
    {
        var answer = await TenantFixture.SendAsync(tenants.Stranger, "POST", path, body.Replace(TenantFixture.Mark, "of-the-stranger", StringComparison.Ordinal), idempotencyKey);
        var same = await TenantFixture.SendAsync(tenants.Stranger, "POST", path, body.Replace(TenantFixture.Mark, "of-the-stranger", StringComparison.Ordinal), idempotencyKey);
        var through = await TenantFixture.SendAsync(tenants.Stranger, "POST", "emails", $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","provider":"{{Private}}"}""");

        Assert.InRange(answer.Status, 200, 202);
        Assert.Equal((false, true), (answer.IsReplayed, same.IsReplayed));
        Assert.DoesNotContain(tenants.Emails, id => answer.Text.Contains(id, StringComparison.Ordinal));
        Assert.Equal((422, "no_eligible_provider"), (through.Status, through.Body.GetProperty("name").GetString()));
    }

    private async Task SendsRawAsync()
    {
        const string Raw = "From: a@example.com\r\nTo: b@example.com\r\nSubject: s\r\n\r\nt\r\n";
        using var content = new StringContent(Raw, System.Text.Encoding.ASCII, "message/rfc822");
        using var through = new StringContent("X-Provider: " + Private + "\r\n" + Raw, System.Text.Encoding.ASCII, "message/rfc822");

        using var answer = await tenants.Stranger.PostAsync(new Uri("emails/raw", UriKind.Relative), content, TestContext.Current.CancellationToken);
        using var refused = await tenants.Stranger.PostAsync(new Uri("emails/raw", UriKind.Relative), through, TestContext.Current.CancellationToken);

        Assert.Equal((System.Net.HttpStatusCode.Accepted, System.Net.HttpStatusCode.UnprocessableEntity), (answer.StatusCode, refused.StatusCode));
    }

    private async Task RetriesNothingAsync()
    {
        foreach (var status in (string[])["failed", "bounced", "suppressed", "unknown"])
        {
            foreach (var after in (string?[])[null, .. tenants.Emails])
            {
                var answer = await TenantFixture.SendAsync(
                    tenants.Stranger, "POST", "emails/retry", JsonSerializer.Serialize(new { status, from = "2020-01-01T00:00:00Z", after }));
                Assert.Equal((200, 0, 0), (answer.Status, answer.Body.GetProperty("retried").GetInt32(), answer.Body.GetProperty("skipped").GetInt32()));
            }
        }
    }

    /// <summary>Returned emails are matched only with the stranger's own, even after its own events were applied.</summary>
    private async Task ReturnsNothingAsync()
    {
        var own = TenantFixture.IdOf(await TenantFixture.SendAsync(tenants.Stranger, "POST", "emails", TenantFixture.Email.Replace(TenantFixture.Mark, "returned-to-the-stranger", StringComparison.Ordinal)));
        await Eventually.GetAsync(() => LookAtAsync(own), answer => answer.Contains("\"status\":\"sent\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        foreach (var id in (string[])[.. tenants.Emails, own])
        {
            var bounce = $"""
                From: MAILER-DAEMON@example.com
                Subject: Undelivered Mail Returned to Sender
                Content-Type: multipart/report; report-type=delivery-status; boundary=b

                --b
                Content-Type: message/delivery-status

                Reporting-MTA: dns; example.com

                Final-Recipient: rfc822; {(id == own ? "returned-to-the-stranger" : TenantFixture.Mark)}@example.com
                Action: failed
                Status: 5.1.1
                Diagnostic-Code: smtp; 550 5.1.1 User unknown

                --b
                Content-Type: message/rfc822

                Message-ID: <{id}@example.com>
                Subject: s

                t
                --b--
                """;
            Assert.Equal(200, (await TenantFixture.SendAsync(tenants.Stranger, "POST", "events/mail", bounce, type: "message/rfc822")).Status);
        }

        // The queue is in order, and the stranger's own event came last.
        var seen = await Eventually.GetAsync(() => LookAtAsync(own), answer => answer.Contains("\"status\":\"bounced\"", StringComparison.Ordinal), TestContext.Current.CancellationToken);
        Assert.Contains("recipient_unknown", seen, StringComparison.Ordinal);

        async Task<string> LookAtAsync(string id) => (await TenantFixture.SendAsync(tenants.Stranger, "GET", $"emails/{id}")).Text;
    }

    private async Task AddsItsOwnDomainAsync()
    {
        var answer = await TenantFixture.SendAsync(tenants.Stranger, "POST", "domains", $$"""{"name":"{{TenantFixture.Mark}}.example"}""");
        Assert.Equal(201, answer.Status);
        Assert.NotEqual(tenants.DomainId, answer.Body.GetProperty("id").GetString());
        Assert.Equal(200, (await TenantFixture.SendAsync(tenants.Stranger, "DELETE", $"domains/{answer.Body.GetProperty("id").GetString()}")).Status);
    }

    private async Task RemovesNothingAsync()
    {
        foreach (var body in (string[])[$$"""{"emails":["{{tenants.Suppressed}}"]}""", $$"""{"ids":["{{SuppressionId}}"]}"""])
        {
            var answer = await TenantFixture.SendAsync(tenants.Stranger, "POST", "suppressions/batch/remove", body);
            Assert.Equal((200, false), (answer.Status, answer.Body.GetProperty("data")[0].GetProperty("deleted").GetBoolean()));
        }
    }

    private async Task AddsItsOwnAsync(string path)
    {
        var address = $"{TenantFixture.Mark}.both@example.com";
        await TenantFixture.SendAsync(tenants.Stranger, "POST", path, $$"""{"emails":["{{address}}"]}""");

        var answer = await TenantFixture.SendAsync(tenants.Other, "GET", $"suppressions?address={address}");

        Assert.Equal(0, answer.Body.GetProperty("data").GetArrayLength());
        Assert.Equal(200, (await TenantFixture.SendAsync(tenants.Stranger, "DELETE", $"suppressions/{address}")).Status);
    }

    private async Task ForbiddenAsync(string method, string path, string? body = null)
    {
        var answer = await TenantFixture.SendAsync(tenants.Stranger, method, path, body);
        Assert.Equal((403, "restricted_api_key"), (answer.Status, answer.Body.GetProperty("name").GetString()));
    }

    private async Task ManagesItsOwnAsync(string method, string path, string? body = null, int expected = 200)
    {
        var own = await TenantFixture.SendAsync(tenants.Stranger, method, path, body);

        Assert.Equal(expected, own.Status);
        if (expected == 200)
            Assert.DoesNotContain(tenants.ApiKeyId, own.Text, StringComparison.Ordinal);
        await ForbiddenAsync(method, $"{path}?tenant=other", body);
    }
}
