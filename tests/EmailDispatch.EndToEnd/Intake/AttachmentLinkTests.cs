using System.Net;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;
using Azure.Storage.Blobs;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Storage;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Large attachments as links: what recipients get and can open, and what strangers cannot.</summary>
public sealed partial class AttachmentLinkTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string OtherKey = "ed_test_not_a_secret_of_another_tenant_0123456789abc";
    private const string ReadKey = "ed_test_not_a_secret_that_may_only_read_0123456789ab";
    private const string Hostile = "\"><img src=x onerror=alert(1)> ü.html";

    private readonly byte[] _content = RandomNumberGenerator.GetBytes(5_000);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Large_file_is_downloaded_by_its_link_and_the_message_has_the_others()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        using var other = new EmailClient(host, OtherKey);
        using var reader = new EmailClient(host, ReadKey);
        var id = await client.SendAsync(Email("ann@example.com"), Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);

        var message = await Samples.ReceivedEmail.ParseAsync((await provider.Inbox.WaitForCountAsync(1, cancellationToken: Cancellation))[0].Content.ToArray(), Cancellation);
        var text = message.Bodies.Single(body => body.ContentType == "text/plain").Text;
        var html = message.Bodies.Single(body => body.ContentType == "text/html").Text;
        var link = new Uri(Url().Match(text).Value);
        var (_, list) = await client.GetAsync($"emails/{id}/attachments", Cancellation);
        var entry = Assert.Single(list.GetProperty("data").EnumerateArray());
        var (_, single) = await client.GetAsync($"emails/{id}/attachments/{entry.GetProperty("id").GetString()}", Cancellation);

        Assert.Equal(["note.txt"], message.Attachments.Select(attachment => attachment.FileName));
        Assert.Contains($"{Hostile} (5 KB, until ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.Contains($"<a href=\"{WebUtility.HtmlEncode(link.AbsoluteUri)}\">", html, StringComparison.Ordinal);
        await AssertDownloadAsync(link);
        await AssertDownloadAsync(new Uri(entry.GetProperty("download_url").GetString()!));
        Assert.Equal(entry.ToString(), single.ToString());
        Assert.Equal((Hostile, 5_000, "text/html", "attachment", JsonValueKind.Null), (
            entry.GetProperty("filename").GetString(), entry.GetProperty("size").GetInt32(), entry.GetProperty("content_type").GetString(), entry.GetProperty("content_disposition").GetString(), entry.GetProperty("content_id").ValueKind));
        Assert.InRange(entry.GetProperty("expires_at").GetDateTimeOffset() - TimeProvider.System.GetUtcNow(), TimeSpan.FromHours(47), TimeSpan.FromHours(48));

        // Only this blob, only with the signature, and only to read.
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, HttpMethod.Delete, link));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, HttpMethod.Get, new UriBuilder(link) { Path = link.AbsolutePath[..^2] }.Uri));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(http, HttpMethod.Get, new Uri($"{link}&rsct=text%2Fhtml")));
        Assert.InRange((int)await StatusAsync(http, HttpMethod.Get, new UriBuilder(link) { Query = "" }.Uri), 400, 499);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"emails/{id}/attachments", Cancellation)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"emails/{id}/attachments/{entry.GetProperty("id").GetString()}", Cancellation)).Status);
        Assert.Equal(HttpStatusCode.Forbidden, (await reader.GetAsync($"emails/{id}/attachments", Cancellation)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"emails/{id}/attachments/{id}", Cancellation)).Status);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await client.GetAsync($"emails/{id}/attachments?limit=0", Cancellation)).Status);
    }

    [Fact]
    public async Task Kept_content_lists_what_was_sent_in_the_message_and_nothing_is_404()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider, ("Retention__SentPayloadDays", "1"));
        using var client = new EmailClient(host);
        var id = await client.SendAsync(Email("ann@example.com"), Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);
        Assert.True(EmailId.TryParse(id, out var known));
        var (_, both) = await Eventually.GetAsync(() => client.GetAsync($"emails/{id}/attachments", Cancellation), answer => answer.Body.GetProperty("data").GetArrayLength() == 2, Cancellation);
        var (_, first) = await client.GetAsync($"emails/{id}/attachments?limit=1", Cancellation);
        await new BlobContainerClient(azurite.ConnectionString, PayloadStore.ContainerName).DeleteBlobAsync($"links/{PayloadStore.NameOf("default", known)}/0", cancellationToken: Cancellation);
        var (_, inMessage) = await client.GetAsync($"emails/{id}/attachments", Cancellation);
        await new BlobContainerClient(azurite.ConnectionString, PayloadStore.ContainerName).DeleteBlobAsync(PayloadStore.NameOf("default", known), cancellationToken: Cancellation);

        Assert.Equal([Hostile, "note.txt"], both.GetProperty("data").EnumerateArray().Select(entry => entry.GetProperty("filename").GetString()));
        Assert.Equal((true, both.GetProperty("data")[0].GetProperty("id").GetString()), (first.GetProperty("has_more").GetBoolean(), first.GetProperty("data")[0].GetProperty("id").GetString()));
        var note = Assert.Single(inMessage.GetProperty("data").EnumerateArray());
        Assert.Equal(both.GetProperty("data")[1].ToString(), note.ToString());
        Assert.Equal((JsonValueKind.Null, JsonValueKind.Null, 3), (note.GetProperty("download_url").ValueKind, note.GetProperty("expires_at").ValueKind, note.GetProperty("size").GetInt32()));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"emails/{id}/attachments", Cancellation)).Status);
    }

    [Fact]
    public async Task Erased_recipient_ends_the_link()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var host = await StartAsync(provider);
        using var client = new EmailClient(host);
        using var http = host.CreateClient();
        var id = await client.SendAsync(Email("gone@example.com"), Cancellation);
        await client.WaitForAsync(id, "sent", Cancellation);
        var link = new Uri((await client.GetAsync($"emails/{id}/attachments", Cancellation)).Body.GetProperty("data")[0].GetProperty("download_url").GetString()!);
        await AssertDownloadAsync(link);

        await Eventually.GetAsync(() => StatusAsync(http, HttpMethod.Delete, new Uri(host.BaseUrl, "recipients/gone@example.com")), status => status == HttpStatusCode.OK, Cancellation);

        using var stranger = new HttpClient();
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(stranger, HttpMethod.Get, link));
        Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"emails/{id}/attachments", Cancellation)).Status);
    }

    [Fact]
    public async Task Expired_link_is_refused()
    {
        var blobs = new BlobServiceClient(azurite.ConnectionString);
        await blobs.GetBlobContainerClient(PayloadStore.ContainerName).CreateIfNotExistsAsync(cancellationToken: Cancellation);
        var store = new LinkedFileStore(blobs, new ReadLinks(blobs, TimeProvider.System));
        var file = new LinkedFile("default", EmailId.New(TimeProvider.System), 0, "a.pdf", "application/pdf", 1, TimeProvider.System.GetUtcNow().AddMinutes(5));
        await store.SaveAsync([(file, "%"u8.ToArray())], Cancellation);
        using var http = new HttpClient();

        var valid = await StatusAsync(http, HttpMethod.Get, await store.LinkToAsync(file, Cancellation));
        var expired = await StatusAsync(http, HttpMethod.Get, await store.LinkToAsync(file with { Until = TimeProvider.System.GetUtcNow().AddSeconds(-5) }, Cancellation));

        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.Forbidden), (valid, expired));
    }

    private string Email(string to) => JsonSerializer.Serialize(new
    {
        from = "Acme <hi@acme.test>",
        to,
        subject = "Plans",
        html = "<html><body><p>Hi</p></body></html>",
        stream = "files",
        attachments = (object[])
        [
            new { filename = Hostile, content = Convert.ToBase64String(_content), content_type = "text/html" },
            new { filename = "note.txt", content = Convert.ToBase64String("Hi!"u8) },
        ],
    });

    private async Task AssertDownloadAsync(Uri link)
    {
        using var http = new HttpClient();
        using var answer = await http.GetAsync(link, Cancellation);

        Assert.Equal(_content, await answer.Content.ReadAsByteArrayAsync(Cancellation));
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType?.ToString());
        Assert.Equal(("attachment", Hostile), (answer.Content.Headers.ContentDisposition?.DispositionType, answer.Content.Headers.ContentDisposition?.FileNameStar));
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, HttpMethod method, Uri link)
    {
        using var request = new HttpRequestMessage(method, link);
        using var answer = await http.SendAsync(request, Cancellation);
        return answer.StatusCode;
    }

    private Task<EmailHost> StartAsync(SandboxServer provider, params (string Name, string Value)[] more) => EmailHost.StartAsync(
        new EmailHostSettings(azurite.ConnectionString, [new HostedProvider("primary", provider.Host, provider.Port)], More: new Dictionary<string, string>(more.Select(setting => KeyValuePair.Create(setting.Name, setting.Value)))
        {
            ["Senders__0__Stream"] = "files",
            ["Senders__0__LinkAttachmentsAbove"] = "1000",
            ["Emails__AttachmentLinkDays"] = "2",
            ["Access__Keys__1__Key"] = OtherKey,
            ["Access__Keys__1__Tenant"] = "other",
            ["Access__Keys__2__Key"] = ReadKey,
            ["Access__Keys__2__Scopes__0"] = "read",
        }),
        Cancellation);

    [GeneratedRegex(@"http://\S+")]
    private static partial Regex Url();
}
