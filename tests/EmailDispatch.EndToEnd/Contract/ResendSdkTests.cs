using System.Diagnostics;
using System.Text.Json;
using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>The official Resend SDK for Node with another base URL.</summary>
[Collection<ContractCollection>]
public sealed class ResendSdkTests(ContractHost host)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Official_sdk_works_with_another_base_url()
    {
        var answers = await RunAsync();

        Assert.All(["html", "text", "everything", "repeated", "scheduled", "updated", "waiting", "canceled", "afterCancel", "batch", "batchRepeated", "batchPermissive",
            "gotHtml", "gotText", "gotEverything", "list", "nextPage", "previousPage", "key", "sentWithKey", "renamed", "keys", "oneKey", "removed",
            "suppressed", "suppressedBatch", "suppression", "suppressionById", "suppressions", "unsuppressed", "unsuppressedBatch",
            "domain", "gotDomain", "domains", "updatedDomain", "verifiedDomain", "removedDomain",
            "drafted", "published", "templated", "templatedBatch", "template", "updatedTemplate", "copied", "templates", "gotTemplated", "removedTemplate", "removedCopy", "webhook", "linked", "attachments", "attachment"], name => AssertNoError(answers, name));
        var everything = Data(answers, "everything");
        Assert.Equal((Id(everything), "true"), (Id(Data(answers, "repeated")), answers.GetProperty("repeated").GetProperty("replayed").GetString()));
        AssertSchedule(answers);
        AssertBatches(answers);
        AssertRead(answers);
        AssertSuppressions(answers);
        AssertTemplates(answers);
        AssertAttachments(answers);
        AssertMethods(answers);
        AssertErrors(answers);
        await AssertReceivedAsync(answers);
    }

    private static void AssertTemplates(JsonElement answers)
    {
        var template = Data(answers, "template");
        Assert.Equal(("template", "published", "sdk-order", "Order {{{ID}}}"), (Text(template, "object"), Text(template, "status"), Text(template, "alias"), Text(template, "subject")));
        Assert.Equal(["help@acme.test"], Strings(template, "reply_to"));
        Assert.Equal(["NAME", "ID", "COUNT"], template.GetProperty("variables").EnumerateArray().Select(variable => Text(variable, "key")));
        Assert.Equal(25, template.GetProperty("variables")[2].GetProperty("fallback_value").GetInt32());
        Assert.All(["drafted", "published", "template", "updatedTemplate", "removedTemplate"], name => Assert.Equal(Id(Data(answers, "drafted")), Id(Data(answers, name))));
        Assert.Superset(new HashSet<string> { Id(Data(answers, "copied")), Id(template) }, Data(answers, "templates").GetProperty("data").EnumerateArray().Select(Id).ToHashSet());
        Assert.True(Data(answers, "removedTemplate").GetProperty("deleted").GetBoolean());
        var used = Data(answers, "gotTemplated").GetProperty("template");
        Assert.Equal((Id(template), 1), (Id(used), used.GetProperty("version").GetInt32()));
    }

    private static void AssertAttachments(JsonElement answers)
    {
        var file = Assert.Single(Data(answers, "attachments").GetProperty("data").EnumerateArray());
        Assert.Equal(("plans.pdf", "application/pdf", "attachment", 150_000), (Text(file, "filename"), Text(file, "content_type"), Text(file, "content_disposition"), file.GetProperty("size").GetInt32()));
        Assert.Equal(("attachment", Id(file), Text(file, "filename")), (Text(Data(answers, "attachment"), "object"), Id(Data(answers, "attachment")), Text(Data(answers, "attachment"), "filename")));
        Assert.All(["download_url", "expires_at"], name => Assert.Equal(JsonValueKind.String, file.GetProperty(name).ValueKind));
    }

    /// <summary>The table of the guide has every method of the SDK, once, and what it says of each is what a call of it meets.</summary>
    private static void AssertMethods(JsonElement answers)
    {
        var guide = File.ReadAllText(RepositoryPath.Of("docs", "migrating.md"));
        var rows = guide[guide.IndexOf("\n### Methods of the SDK\n", StringComparison.Ordinal)..].Split('\n').SkipWhile(line => !line.StartsWith("|--", StringComparison.Ordinal)).Skip(1).TakeWhile(line => line.StartsWith('|')).Select(line => line.Split('|', StringSplitOptions.TrimEntries));
        var documented = rows.SelectMany(row => row[2].Split(',', StringSplitOptions.TrimEntries).Select(method => (Name: $"{row[1].Trim('`')}.{method.Trim('`')}", Verdict: row[3]))).ToList();
        var seen = answers.GetProperty("methods").EnumerateObject().ToDictionary(method => method.Name, method => method.Value.GetRawText());

        Assert.Equal(seen.Keys.Order(StringComparer.Ordinal), documented.Select(method => method.Name).Order(StringComparer.Ordinal));
        Assert.All(documented, method =>
        {
            Assert.Contains(method.Verdict, (string[])["works", "works differently", "not offered"]);
            if (method.Verdict == "not offered")
                Assert.True(seen[method.Name].Contains("not available", StringComparison.Ordinal), $"{method.Name}: {seen[method.Name]}");
            else
                Assert.Equal((method.Name, "\"ok\""), (method.Name, seen[method.Name]));
        });
    }

    private static void AssertSchedule(JsonElement answers)
    {
        var id = Id(Data(answers, "scheduled"));
        Assert.All(["updated", "waiting", "canceled", "afterCancel"], name => Assert.Equal(id, Id(Data(answers, name))));
        Assert.Equal("scheduled", Text(Data(answers, "waiting"), "last_event"));
        Assert.Equal("canceled", Text(Data(answers, "afterCancel"), "last_event"));
        var due = Data(answers, "waiting").GetProperty("scheduled_at").GetDateTimeOffset() - Data(answers, "waiting").GetProperty("created_at").GetDateTimeOffset();
        Assert.InRange(due, TimeSpan.FromMinutes(110), TimeSpan.FromMinutes(121));
    }

    private static void AssertBatches(JsonElement answers)
    {
        Assert.Equal(2, Data(answers, "batch").GetProperty("data").GetArrayLength());
        Assert.Equal(Data(answers, "batch").GetRawText(), Data(answers, "batchRepeated").GetRawText());
        Assert.Single(Data(answers, "batchPermissive").GetProperty("data").EnumerateArray());
        Assert.Equal(1, Data(answers, "batchPermissive").GetProperty("errors")[0].GetProperty("index").GetInt32());
    }

    private static void AssertRead(JsonElement answers)
    {
        var got = Data(answers, "gotEverything");
        Assert.Equal(("email", "sent", "Acme <hi@acme.test>", "Everything"), (Text(got, "object"), Text(got, "last_event"), Text(got, "from"), Text(got, "subject")));
        Assert.Equal(["to@example.com", "Second <second@example.com>"], Strings(got, "to"));
        Assert.Equal(["cc@example.com"], Strings(got, "cc"));
        Assert.Equal(["help@acme.test", "Sales <sales@acme.test>"], Strings(got, "reply_to"));
        Assert.Equal(["flow=signup", "ab=b"], got.GetProperty("tags").EnumerateArray().Select(tag => $"{Text(tag, "name")}={Text(tag, "value")}"));
        Assert.Equal(["bcc@example.com"], Strings(got, "bcc"));
        Assert.All(["html", "text", "scheduled_at"], name => Assert.Equal(JsonValueKind.Null, got.GetProperty(name).ValueKind));
        Assert.Equal($"<{Id(got)}@acme.test>", Text(got, "message_id"));

        var (list, next) = (Data(answers, "list"), Data(answers, "nextPage"));
        Assert.Equal(("list", true, 2), (Text(list, "object"), list.GetProperty("has_more").GetBoolean(), list.GetProperty("data").GetArrayLength()));
        Assert.Equal(4, list.GetProperty("data").EnumerateArray().Concat(next.GetProperty("data").EnumerateArray()).Select(Id).Distinct().Count());
        Assert.Equal(Id(list.GetProperty("data")[0]), Id(Assert.Single(Data(answers, "previousPage").GetProperty("data").EnumerateArray())));
        var key = Data(answers, "keys").GetProperty("data").EnumerateArray().Single(key => Id(key) == Id(Data(answers, "key")));
        Assert.Equal("renamed by the SDK", Text(key, "name"));
        Assert.Equal(JsonValueKind.String, key.GetProperty("last_used_at").ValueKind);
        Assert.Single(Data(answers, "oneKey").GetProperty("data").EnumerateArray());
    }

    private static void AssertSuppressions(JsonElement answers)
    {
        var entry = Data(answers, "suppression");
        Assert.Equal(("suppression", "sdk@example.org", "manual"), (Text(entry, "object"), Text(entry, "email"), Text(entry, "origin")));
        Assert.Equal(JsonValueKind.Null, entry.GetProperty("source_id").ValueKind);
        Assert.All(["suppressed", "suppressionById", "unsuppressed"], name => Assert.Equal(Id(entry), Id(Data(answers, name))));
        var batch = Data(answers, "suppressedBatch").GetProperty("data").EnumerateArray().Select(Id).ToList();
        Assert.Equal(batch, Data(answers, "unsuppressedBatch").GetProperty("data").EnumerateArray().Select(Id));
        Assert.Superset(batch.Append(Id(entry)).ToHashSet(), Data(answers, "suppressions").GetProperty("data").EnumerateArray().Select(Id).ToHashSet());
        Assert.All(batch.Append(Id(entry)).Append(Id(Data(answers, "key"))).Append(Id(Data(answers, "html"))), id => Assert.True(Guid.TryParseExact(id, "D", out _), id));
        Assert.All(Data(answers, "batch").GetProperty("data").EnumerateArray(), email => Assert.True(Guid.TryParseExact(Id(email), "D", out _)));
    }

    private static void AssertErrors(JsonElement answers)
    {
        AssertError(answers, "unsuppressedAgain", 404, "not_found", "do-not-send list");
        AssertError(answers, "unpublished", 422, "validation_error", "not published yet");
        AssertError(answers, "missing", 422, "validation_error", "template.variables.ID is required");
        AssertError(answers, "contacts", 404, "not_found", "Contacts are not available");
        AssertError(answers, "broadcasts", 404, "not_found", "Broadcasts are not available");
        AssertError(answers, "receiving", 404, "not_found", "Receiving emails is not available");
        AssertError(answers, "noAttachments", 404, "not_found", "not kept");
        AssertError(answers, "otherBody", 409, "invalid_idempotent_request", "");
        AssertError(answers, "canceledAgain", 409, "invalid_state", "canceled");
        AssertError(answers, "batchStrict", 422, "validation_error", "[1].to");
        AssertError(answers, "invalid", 422, "validation_error", "from ");
        AssertError(answers, "notFound", 404, "not_found", "0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061");
        AssertError(answers, "wrongKey", 403, "invalid_api_key", "");
        AssertError(answers, "scheduledTooFar", 422, "validation_error", "scheduled_at ");
        AssertError(answers, "readWithKey", 403, "restricted_api_key", "read");
    }

    private async Task AssertReceivedAsync(JsonElement answers)
    {
        var (envelope, message) = await host.ReceivedAsync(Id(Data(answers, "everything")), Cancellation);
        Assert.Equal("hi@acme.test", envelope.Sender);
        Assert.Equal(["to@example.com", "second@example.com", "cc@example.com", "bcc@example.com"], envelope.AcceptedRecipients);
        Assert.Equal(["4711"], message.ValuesOf("X-Entity-Ref-ID"));
        Assert.Equal(["Everything"], message.ValuesOf("Subject"));
        Assert.Empty(message.ValuesOf("Bcc"));
        Assert.Equal(["help@acme.test", "sales@acme.test"], message.Addresses["Reply-To"].Select(mailbox => mailbox.Address));
        Assert.Equal(["a.pdf", "logo.png"], message.Attachments.Select(attachment => attachment.FileName).Order());

        var (_, templated) = await host.ReceivedAsync(Id(Data(answers, "templated")), Cancellation);
        Assert.Equal(["Order 4711"], templated.ValuesOf("Subject"));
        Assert.Contains("<p>Hi &lt;Ann&gt;, 4711 of 25</p>", templated.Bodies.Single(body => body.ContentType == "text/html").Text, StringComparison.Ordinal);

        var (_, html) = await host.ReceivedAsync(Id(Data(answers, "html")), Cancellation);
        Assert.Equal(["text/html", "text/plain"], html.Bodies.Select(body => body.ContentType).Order());
        var (_, text) = await host.ReceivedAsync(Id(Data(answers, "text")), Cancellation);
        Assert.Equal(["Only text – ü"], text.ValuesOf("Subject"));
        Assert.DoesNotContain(host.Provider.Inbox.After(), email => email.AcceptedRecipients.Contains("later@example.com"));
    }

    private async Task<JsonElement> RunAsync()
    {
        var running = host.Host;
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "Contract", "resend.mjs")])
        {
            Environment = { ["RESEND_BASE_URL"] = running.BaseUrl.ToString().TrimEnd('/'), ["RESEND_API_KEY"] = running.ApiKey },
        };
        return JsonDocument.Parse(await ExternalProgram.RunAsync(start, [], Cancellation)).RootElement;
    }

    private static void AssertNoError(JsonElement answers, string name) =>
        Assert.True(answers.GetProperty(name).GetProperty("error").ValueKind == JsonValueKind.Null, $"{name}: {answers.GetProperty(name)}");

    private static void AssertError(JsonElement answers, string name, int status, string error, string inMessage)
    {
        var told = answers.GetProperty(name).GetProperty("error");
        Assert.Equal((name, status, error), (name, told.GetProperty("statusCode").GetInt32(), Text(told, "name")));
        Assert.Contains(inMessage, Text(told, "message"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, answers.GetProperty(name).GetProperty("data").ValueKind);
    }

    private static JsonElement Data(JsonElement answers, string name) => answers.GetProperty(name).GetProperty("data");

    private static string Id(JsonElement email) => Text(email, "id");

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static IEnumerable<string> Strings(JsonElement element, string name) => element.GetProperty(name).EnumerateArray().Select(item => item.GetString()!);
}
