using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>The document is valid OpenAPI, and a running host accepts its examples and answers as it says.</summary>
[Collection<ContractCollection>]
public sealed class OpenApiTests(ContractHost contract) : IDisposable
{
    private const string Unknown = "0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061";
    private const string PoisonQueue = "email-events-poison";

    private readonly JsonArray _answers = [];
    private readonly HttpClient _client = contract.Host.CreateClient();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Document_is_valid_and_matches_the_host()
    {
        var document = await ReadAsync();

        foreach (var (path, method, operation) in Operations(document))
        {
            foreach (var example in Examples(operation))
            {
                var status = await CallAsync(operation, method, await FillAsync(path), example.ToJsonString());
                Assert.True(status is >= 200 and < 300, $"{method} {path} {example} was answered {status}: {_answers[^1]}");
            }
        }

        await CallOthersAsync(document);
        await CallWronglyAsync(document);
        var result = await ValidateAsync(document);

        Assert.Empty(result["faults"]!.AsArray().Select(fault => fault!.GetValue<string>()));
        Assert.InRange(result["checked"]!.GetValue<int>(), 100, int.MaxValue);
        Assert.Equal(Operations(document).Count(), result["operations"]!.GetValue<int>());
    }

    [Fact]
    public async Task Document_is_open_to_all_and_not_sent_twice()
    {
        using var anonymous = new HttpClient { BaseAddress = contract.Host.BaseUrl };
        using var first = await anonymous.GetAsync(new Uri("openapi.json", UriKind.Relative), Cancellation);
        using var again = new HttpRequestMessage(HttpMethod.Get, "openapi.json") { Headers = { IfNoneMatch = { first.Headers.ETag! } } };

        using var second = await anonymous.SendAsync(again, Cancellation);

        Assert.Equal((200, 304), ((int)first.StatusCode, (int)second.StatusCode));
        Assert.Equal("application/json", first.Content.Headers.ContentType?.MediaType);
    }

    /// <summary>Operations without a body, and so without an example.</summary>
    private async Task CallOthersAsync(JsonNode document)
    {
        var scheduled = await ScheduleAsync();
        foreach (var (id, path) in ((string, string)[])
            [
                ("getEmail", $"emails/{scheduled}"), ("cancelEmail", $"emails/{scheduled}/cancel"), ("listEmails", "emails?limit=5"), ("listSuppressions", "suppressions"),
                ("getUsage", "usage?by=status"), ("listProviders", "providers"), ("listProviderPresets", "providers/presets"), ("listExpiries", "expiries"), ("getOverview", "overview"), ("listPoison", "poison"), ("listApiKeys", "api-keys?limit=1"), ("listDomains", "domains?limit=1"), ("listWebhooks", "webhooks?limit=1"), ("listTemplates", "templates?limit=1"), ("health", "health"),
                ("getSuppression", "suppressions/left@example.test"), ("exportRecipient", "recipients/left@example.test?limit=2"), ("eraseRecipient", "recipients/nobody@example.test"),
                ("deleteSuppression", "suppressions/left@example.test"), ("testProvider", "providers/sandbox/test"), ("resumeProvider", "providers/sandbox/resume"),
            ])
        {
            var (method, operation) = Find(document, id);
            Assert.Equal((id, 200), (id, await CallAsync(operation, method, path)));
        }

        var (post, returned) = Find(document, "receiveBounces");
        Assert.Equal(200, await CallAsync(returned, post, "events/mail", "From: MAILER-DAEMON@example.test\r\nSubject: Returned mail\r\n\r\nUser unknown", type: "message/rfc822"));

        var domain = await AddDomainAsync();
        foreach (var (id, path) in ((string, string)[])[("getDomain", ""), ("verifyDomain", "/verify"), ("rotateDomainKeys", "/dkim/rotate"), ("deleteDomain", "")])
        {
            var (method, operation) = Find(document, id);
            Assert.Equal((id, 200), (id, await CallAsync(operation, method, $"domains/{domain}{path}")));
        }

        var (removal, removed) = Find(document, "deleteProvider");
        Assert.Equal(200, await CallAsync(removed, removal, "providers/backup"));

        var webhook = await AddWebhookAsync();
        foreach (var (id, path) in ((string, string)[])[("listWebhookEvents", "/events"), ("getWebhook", ""), ("rotateWebhookSecret", "/signing-secret/rotate"), ("testWebhook", "/test"), ("deleteWebhook", "")])
        {
            var (method, operation) = Find(document, id);
            Assert.Equal((id, 200), (id, await CallAsync(operation, method, $"webhooks/{webhook}{path}")));
        }

        var template = await AddTemplateAsync();
        foreach (var (id, path, status) in ((string, string, int)[])[("getTemplate", "", 200), ("publishTemplate", "/publish", 200), ("duplicateTemplate", "/duplicate", 201), ("listTemplateVersions", "/versions", 200), ("getTemplateVersion", "/versions/1", 200), ("deleteTemplate", "", 200)])
        {
            var (method, operation) = Find(document, id);
            Assert.Equal((id, status), (id, await CallAsync(operation, method, $"templates/{template}{path}")));
        }

        var poisons = new QueueClient(contract.Storage, PoisonQueue);
        var poison = (await poisons.SendMessageAsync("""{"provider":"sandbox","received_at":"2026-03-10T12:00:00Z","events":[],"returns":7,"v":1}""", Cancellation)).Value.MessageId;
        var another = (await poisons.SendMessageAsync("{", Cancellation)).Value.MessageId;
        foreach (var (id, path) in ((string, string)[])[("getPoison", poison), ("requeuePoison", $"{poison}/requeue"), ("deletePoison", another)])
        {
            var (method, operation) = Find(document, id);
            // The timer hides the messages for a moment while it looks at them.
            Assert.Equal((id, 200), (id, await Eventually.GetAsync(() => CallAsync(operation, method, $"poison/{PoisonQueue}/{path}"), status => status != 404, Cancellation)));
        }

        var key = await IssueAsync();
        var (get, show) = Find(document, "getApiKey");
        Assert.Equal(200, await CallAsync(show, get, $"api-keys/{key}"));
        var (delete, revoke) = Find(document, "deleteApiKey");
        Assert.Equal(200, await CallAsync(revoke, delete, $"api-keys/{key}"));
    }

    /// <summary>Calls every operation with the wrong key, and with as many other errors as possible.</summary>
    private async Task CallWronglyAsync(JsonNode document)
    {
        foreach (var (path, method, operation) in Operations(document).Where(o => o.Operation["security"]!.AsArray().Count > 0))
        {
            var target = path[1..].Replace("{id}", Unknown, StringComparison.Ordinal).Replace("{name}", "nobody", StringComparison.Ordinal).Replace("{queue}", PoisonQueue, StringComparison.Ordinal).Replace("{address}", "nobody@example.test", StringComparison.Ordinal);
            await CallAsync(operation, method, target, "{}", key: null);
            await CallAsync(operation, method, target, "{}", key: "wrong");
            if (method == "GET")
                await CallAsync(operation, method, $"{target}?nonsense=1");
            else if (operation["requestBody"] is null)
                await CallAsync(operation, method, target);

            if (operation["requestBody"] is null)
                continue;
            await CallAsync(operation, method, target, "{");
            await CallAsync(operation, method, target, "{\"nonsense\":1}");
            await CallAsync(operation, method, target, "<xml/>", type: "application/xml");
            await CallAsync(operation, method, target, new string(' ', 200_000));
            if (Examples(operation).FirstOrDefault() is { } example)
                await CallAsync(operation, method, target, example.ToJsonString());
        }
    }

    private async Task<int> CallAsync(JsonNode operation, string method, string path, string? body = null, string? key = "", string type = "application/json")
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null && method != "GET")
            request.Content = new StringContent(body, Encoding.UTF8, type);
        if (key is null or { Length: > 0 })
            request.Headers.Authorization = key is null ? new AuthenticationHeaderValue("Basic") : new AuthenticationHeaderValue("Bearer", key);
        using var answer = await _client.SendAsync(request, Cancellation);
        _answers.Add(new JsonObject
        {
            ["id"] = operation["operationId"]!.GetValue<string>(),
            ["status"] = (int)answer.StatusCode,
            ["body"] = JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation)),
        });
        return (int)answer.StatusCode;
    }

    private async Task<string> FillAsync(string path) => path switch
    {
        "/emails/{id}" => $"emails/{await ScheduleAsync()}",
        "/providers/{name}/test" => "providers/sandbox/test",
        "/providers/{name}" => "providers/backup",
        "/domains/{id}" => $"domains/{await AddDomainAsync()}",
        "/webhooks/{id}" => $"webhooks/{await AddWebhookAsync()}",
        "/templates/{id}" => $"templates/{await AddTemplateAsync()}",
        "/templates/{id}/preview" => $"templates/{await AddTemplateAsync()}/preview",
        "/api-keys/{id}" => $"api-keys/{await IssueAsync()}",
        _ => path[1..],
    };

    private async Task<string> ScheduleAsync() => await PostAsync(
        "emails", $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","scheduled_at":"{{TimeProvider.System.GetUtcNow().AddHours(1):yyyy-MM-ddTHH:mm:ssZ}}"}""");

    private Task<string> IssueAsync() => PostAsync("api-keys", """{"name":"contract"}""");

    private Task<string> AddWebhookAsync() => PostAsync("webhooks", """{"endpoint":"http://127.0.0.1:9/hook","events":["quota.warning"]}""");

    private Task<string> AddTemplateAsync() => PostAsync("templates", """{"name":"contract","html":"<p>{{{NAME}}}</p>","variables":[{"key":"NAME","type":"string"},{"key":"ITEMS","type":"list","fallback_value":[]}]}""");

    private Task<string> AddDomainAsync() => PostAsync("domains", $$"""{"name":"{{Guid.NewGuid():N}}.example","dkim_algorithms":["rsa"]}""");

    private async Task<string> PostAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!["id"]!.GetValue<string>();
    }

    private async Task<JsonNode> ReadAsync()
    {
        using var anonymous = new HttpClient { BaseAddress = contract.Host.BaseUrl };
        var document = JsonNode.Parse(await anonymous.GetStringAsync(new Uri("openapi.json", UriKind.Relative), Cancellation))!;

        // The example's server does not exist, so use ours.
        var (_, test) = Find(document, "testSmtp");
        var server = test["requestBody"]!["content"]!["application/json"]!["examples"]!["server"]!["value"]!;
        (server["host"], server["port"], server["security"]) = (contract.Provider.Host, contract.Provider.Port, "None");
        return document;
    }

    private async Task<JsonNode> ValidateAsync(JsonNode document)
    {
        var input = new JsonObject { ["document"] = document.DeepClone(), ["answers"] = _answers };
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "Contract", "openapi.mjs")]);
        return JsonNode.Parse(await ExternalProgram.RunAsync(start, JsonSerializer.SerializeToUtf8Bytes(input), Cancellation))!;
    }

    private static IEnumerable<(string Path, string Method, JsonNode Operation)> Operations(JsonNode document) =>
        from path in document["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select (path.Key, method.Key.ToUpperInvariant(), method.Value!);

    private static (string Method, JsonNode Operation) Find(JsonNode document, string id) =>
        Operations(document).Where(o => o.Operation["operationId"]!.GetValue<string>() == id).Select(o => (o.Method, o.Operation)).Single();

    private static IEnumerable<JsonNode> Examples(JsonNode operation) =>
        operation["requestBody"]?["content"]!["application/json"]?["examples"]?.AsObject().Select(example => example.Value!["value"]!) ?? [];
}
