using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Status;

/// <summary>A host that keeps the content of sent emails, with one email of each kind that the filters tell apart.</summary>
public sealed class EmailListFixture : IAsyncLifetime
{
    public const string ReadKey = "ed_test_not_a_secret_that_may_only_read_0123456789ab";
    public const string SendKey = "ed_test_not_a_secret_that_may_only_send_0123456789ab";

    private Azurite? _azurite;
    private SandboxServer? _second;

    public EmailHost Host { get; private set; } = null!;

    public SandboxServer First { get; private set; } = null!;

    public string Plain { get; private set; } = "";

    public string Rich { get; private set; } = "";

    public string Fallback { get; private set; } = "";

    public string Bounced { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        var cancellation = TestContext.Current.CancellationToken;
        _azurite = await Azurite.StartAsync(cancellationToken: cancellation);
        First = await SandboxServer.StartAsync(cancellationToken: cancellation);
        _second = await SandboxServer.StartAsync(cancellationToken: cancellation);
        First.On(SandboxPhase.Mail, c => c.Sender == "new@acme.test" ? "550 5.7.1 Sender not verified" : null);
        First.On(SandboxPhase.Rcpt, c => c.Recipient == "gone@example.test" ? "550 5.1.1 No such user" : null);
        Host = await EmailHost.StartAsync(
            new EmailHostSettings(
                _azurite.ConnectionString,
                [new HostedProvider("first", First.Host, First.Port, Priority: 1), new HostedProvider("second", _second.Host, _second.Port, Priority: 2)],
                More: new Dictionary<string, string>
                {
                    ["Retention__SentPayloadDays"] = "2",
                    ["Access__Keys__1__Key"] = ReadKey,
                    ["Access__Keys__1__Scopes__0"] = "read",
                    ["Access__Keys__2__Key"] = SendKey,
                    ["Access__Keys__2__Scopes__0"] = "send",
                }),
            cancellation);
        using var client = new EmailClient(Host);
        Plain = await client.SendAsync("""{"from":"Müller <hi@acme.test>","to":"ada@example.test","bcc":"secret@hidden.test","subject":"Your receipt","text":"Hello\n.\nfrom Acme","stream":"billing","tags":[{"name":"flow","value":"shop"}]}""", cancellation);
        Rich = await client.SendAsync("""{"from":"hi@acme.test","to":["bo@example.test","cy@example.test"],"subject":"=HYPERLINK(\"http://evil.test\")","html":"<p>Hi <img src=\"cid:logo\"></p>","attachments":[{"filename":"logo.png","content":"iVBORw0KGgo=","content_id":"logo","content_type":"image/png"}]}""", cancellation);
        Fallback = await client.SendAsync("""{"from":"new@acme.test","to":"dee@example.test","subject":"By the second","text":"t"}""", cancellation);
        Bounced = await client.SendAsync("""{"from":"hi@acme.test","to":"gone@example.test","subject":"Are you there?","text":"t"}""", cancellation);
        foreach (var id in (string[])[Plain, Rich, Fallback])
            await client.WaitForAsync(id, "sent", cancellation);
        await client.WaitForAsync(Bounced, "bounced", cancellation);
    }

    public HttpClient CreateClient(string key) => new() { BaseAddress = Host.BaseUrl, DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", key) } };

    /// <summary>The rows as stored, read past the code under test.</summary>
    public async Task<IReadOnlyList<StoredEmail>> RowsAsync(CancellationToken cancellationToken) =>
        await new TableClient(_azurite!.ConnectionString, StatusStore.TableName).QueryAsync<TableEntity>("RowKey lt 'g'", cancellationToken: cancellationToken)
            .Select(StoredEmail.Of).ToListAsync(cancellationToken);

    /// <summary>Deletes the kept content of an email; false if there is none yet.</summary>
    public async Task<bool> TryForgetContentAsync(string id, CancellationToken cancellationToken)
    {
        Assert.True(EmailId.TryParse(id, out var known));
        return await new BlobContainerClient(_azurite!.ConnectionString, PayloadStore.ContainerName)
            .DeleteBlobIfExistsAsync(PayloadStore.NameOf("default", known), cancellationToken: cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var part in (IAsyncDisposable?[])[Host, First, _second, _azurite])
        {
            if (part is not null)
                await part.DisposeAsync();
        }
    }
}

/// <summary>What a test needs of a row, by its column names.</summary>
public sealed record StoredEmail(string Status, string From, string Subject, string Stream, string? Provider, IReadOnlyList<JsonElement> Recipients, IReadOnlyList<JsonElement> Attempts)
{
    public static StoredEmail Of(TableEntity row) => new(
        row.GetString("Status"), row.GetString("From"), row.GetString("Subject"), row.GetString("Stream"), row.GetString("Provider"),
        [.. JsonDocument.Parse(row.GetString("Recipients")).RootElement.EnumerateArray()],
        [.. JsonDocument.Parse(row.GetString("Attempts") ?? "[]").RootElement.EnumerateArray()]);

    public bool IsTo(string part, bool bcc = false) => Recipients.Any(r =>
        r.GetProperty("address").GetString()!.Contains(part, StringComparison.OrdinalIgnoreCase) && (bcc || !r.GetProperty("kind").ToString().Equals("bcc", StringComparison.OrdinalIgnoreCase)));
}
