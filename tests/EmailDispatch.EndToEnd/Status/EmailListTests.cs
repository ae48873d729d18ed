using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;

namespace EmailDispatch.EndToEnd.Status;

/// <summary>The list of emails through HTTP: its filters, its CSV, and the messages.</summary>
public sealed class EmailListTests(EmailListFixture site) : IClassFixture<EmailListFixture>
{
    private static readonly Dictionary<string, Func<StoredEmail, bool>> Counts = new(StringComparer.Ordinal)
    {
        ["category=recipient_unknown"] = row => row.Attempts.Any(a => a.TryGetProperty("category", out var category) && category.GetString() == "recipient_unknown"),
        ["stream=billing"] = row => row.Stream == "billing",
        ["subject=YOUR%20rec"] = row => row.Subject.Contains("Your rec", StringComparison.Ordinal),
        ["subject==HYPER"] = row => row.Subject.StartsWith("=HYPER", StringComparison.Ordinal),
        ["sender=m%C3%BCller"] = row => row.From.Contains("Müller", StringComparison.Ordinal),
        ["sender=new@acme"] = row => row.From.Contains("new@acme", StringComparison.Ordinal),
        ["recipient=CY@"] = row => row.IsTo("cy@"),
        ["recipient=hidden.test"] = row => row.IsTo("hidden.test", bcc: true),
        ["fallback=true"] = row => row.Provider is not null && row.Attempts[0].GetProperty("provider").GetString() != row.Provider,
        ["fallback=false"] = row => row.Provider is null || row.Attempts[0].GetProperty("provider").GetString() == row.Provider,
        ["min_attempts=2"] = row => row.Attempts.Count >= 2,
        ["min_attempts=2&sender=hi@"] = _ => false,
        ["since=2020-01-01&status=sent"] = row => row.Status == "sent",
        ["until=2020-01-01"] = _ => false,
    };

    public static TheoryData<string> Filters => [.. Counts.Keys];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task Filter_finds_as_many_as_the_table_has(string filter)
    {
        var expected = (await site.RowsAsync(Cancellation)).Count(Counts[filter]);

        var (status, text, _) = await GetAsync(site.Host.ApiKey, $"emails?{filter}");

        Assert.Equal((HttpStatusCode.OK, expected), (status, JsonDocument.Parse(text).RootElement.GetProperty("data").GetArrayLength()));
    }

    [Fact]
    public async Task Blind_copies_are_found_and_exported_for_nobody_who_may_not_see_them()
    {
        var (_, found, _) = await GetAsync(EmailListFixture.ReadKey, "emails?recipient=hidden");
        var (_, csv, _) = await GetAsync(EmailListFixture.ReadKey, "emails?format=csv");

        Assert.Equal(0, JsonDocument.Parse(found).RootElement.GetProperty("data").GetArrayLength());
        Assert.DoesNotContain("hidden.test", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Csv_has_every_email_in_parts_and_no_formula()
    {
        var ids = new List<string>();
        for (string? next = "?format=csv&limit=1"; next is not null;)
        {
            var (_, part, headers) = await GetAsync(site.Host.ApiKey, $"emails{next}");
            var lines = part.Split("\r\n");
            Assert.StartsWith("id,created_at,status,last_event,from,to,cc,subject,", lines[0], StringComparison.Ordinal);
            ids.AddRange(lines.Skip(1).Where(line => line.Length > 0).Select(line => line.Split(',')[0]));
            next = headers.TryGetValues("Link", out var links) ? links.Single().Split('<', '>')[1] : null;
        }

        var (_, whole, all) = await GetAsync(site.Host.ApiKey, "emails?subject=%3DHYPER", "text/csv");

        Assert.Superset(new HashSet<string>([site.Plain, site.Rich, site.Fallback, site.Bounced]), ids.ToHashSet());
        Assert.Equal(ids.Distinct(), ids);
        Assert.Contains(",\"'=HYPERLINK(\"\"http://evil.test\"\")\",", whole, StringComparison.Ordinal);
        Assert.Contains("\"bo@example.test, cy@example.test\"", whole, StringComparison.Ordinal);
        Assert.False(all.Contains("Link"));
    }

    [Fact]
    public async Task Format_wins_over_accept()
    {
        var (_, json, _) = await GetAsync(site.Host.ApiKey, "emails?format=json&limit=1", "text/csv");
        var (status, fault, _) = await GetAsync(site.Host.ApiKey, "emails?format=xml", "text/csv");

        Assert.Equal("list", JsonDocument.Parse(json).RootElement.GetProperty("object").GetString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Contains("format must be json or csv", fault, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Message_is_the_one_that_the_provider_got()
    {
        var received = await site.First.Inbox.WaitForAsync(email => email.AcceptedRecipients.Contains("ada@example.test"), cancellationToken: Cancellation);

        var (status, source, headers) = await GetAsync(site.Host.ApiKey, $"emails/{site.Plain}/message");

        Assert.Equal(HttpStatusCode.OK, status);
        Assert.Equal(received.ContentText.TrimEnd('\r', '\n'), source.TrimEnd('\r', '\n'));
        Assert.DoesNotContain("hidden.test", source, StringComparison.Ordinal);
        Assert.False(headers.Contains("Link"));
    }

    [Fact]
    public async Task Message_as_json_has_its_parts_and_inline_images()
    {
        var (_, text, _) = await GetAsync(site.Host.ApiKey, $"emails/{site.Rich}/message", "application/json");

        var message = JsonDocument.Parse(text).RootElement;
        Assert.Equal("<p>Hi <img src=\"cid:logo\"></p>", message.GetProperty("html").GetString());
        Assert.StartsWith("Hi", message.GetProperty("text").GetString(), StringComparison.Ordinal);
        var file = message.GetProperty("attachments")[0];
        Assert.Equal(("logo.png", "logo", "iVBORw0KGgo="), (file.GetProperty("filename").GetString(), file.GetProperty("content_id").GetString(), file.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task Message_needs_the_scope_admin_and_content_that_is_kept()
    {
        Assert.True(await Eventually.GetAsync(() => site.TryForgetContentAsync(site.Fallback, Cancellation), isForgotten => isForgotten, Cancellation));

        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(EmailListFixture.ReadKey, $"emails/{site.Plain}/message")).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await GetAsync(EmailListFixture.SendKey, $"emails/{site.Plain}/message")).Status);
        var (status, text, _) = await GetAsync(site.Host.ApiKey, $"emails/{site.Fallback}/message");
        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.Contains("Retention__SentPayloadDays", text, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(site.Host.ApiKey, "emails/0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061/message")).Status);
    }

    [Fact]
    public async Task Retry_takes_the_filters_and_tells_nothing_to_a_key_that_may_not_read()
    {
        var from = TimeProvider.System.GetUtcNow().AddHours(-1).ToString("O", CultureInfo.InvariantCulture);

        var none = await RetryAsync(site.Host.ApiKey, $$"""{"status":"bounced","from":"{{from}}","subject":"nothing like it"}""");
        var blind = await RetryAsync(EmailListFixture.SendKey, $$"""{"status":"bounced","from":"{{from}}","recipient":"gone"}""");
        var plain = await RetryAsync(EmailListFixture.SendKey, $$"""{"status":"unknown","from":"{{from}}"}""");
        var one = await RetryAsync(site.Host.ApiKey, $$"""{"status":"bounced","from":"{{from}}","recipient":"GONE@","category":"recipient_unknown","min_attempts":1}""");

        Assert.Equal((HttpStatusCode.OK, 0), (none.Status, none.Body.GetProperty("retried").GetInt32()));
        Assert.Equal((HttpStatusCode.Forbidden, "restricted_api_key"), (blind.Status, blind.Body.GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.OK, plain.Status);
        Assert.Equal((HttpStatusCode.OK, 1), (one.Status, one.Body.GetProperty("retried").GetInt32()));
    }

    [Fact]
    public async Task Response_names_the_scopes_of_its_key()
    {
        var (_, _, read) = await GetAsync(EmailListFixture.ReadKey, "emails?limit=1");
        var (_, _, refused) = await GetAsync(EmailListFixture.SendKey, "emails?limit=1");
        var (_, _, unknown) = await GetAsync("ed_test_nobody_knows_this_key", "emails?limit=1");

        Assert.Equal(["read"], read.GetValues("X-Api-Key-Scopes"));
        Assert.Equal(["send"], refused.GetValues("X-Api-Key-Scopes"));
        Assert.False(unknown.Contains("X-Api-Key-Scopes"));
    }

    private async Task<(HttpStatusCode Status, string Text, System.Net.Http.Headers.HttpResponseHeaders Headers)> GetAsync(string key, string path, string? accept = null)
    {
        using var client = site.CreateClient(key);
        if (accept is not null)
            client.DefaultRequestHeaders.Add("Accept", accept);
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), Cancellation);
        return (response.StatusCode, await response.Content.ReadAsStringAsync(Cancellation), response.Headers);
    }

    private async Task<(HttpStatusCode Status, JsonElement Body)> RetryAsync(string key, string json)
    {
        using var client = site.CreateClient(key);
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("emails/retry", UriKind.Relative), content, Cancellation);
        return (response.StatusCode, JsonDocument.Parse(await response.Content.ReadAsStringAsync(Cancellation)).RootElement.Clone());
    }
}
