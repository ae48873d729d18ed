using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Azure.Data.Tables;
using Azure.Storage.Blobs;
using Azure.Storage.Queues;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.TwoHosts;

/// <summary>A provider that was added through the API of one process is used by every process, and its password is nowhere to be read.</summary>
public sealed class AddedProviderTests(Azurite azurite, ITestOutputHelper output) : IClassFixture<Azurite>, IDisposable
{
    private static readonly string Password = $"not-a-secret-{Guid.NewGuid():N}";

    private readonly DirectoryInfo _secrets = Directory.CreateTempSubdirectory("secrets-");
    private readonly StringBuilder _answers = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _secrets.Delete(recursive: true);

    [Fact]
    public async Task Added_provider_sends_from_each_host_within_a_minute_and_its_password_is_nowhere()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        await using var refusing = await SandboxServer.StartAsync(new SandboxServerOptions { Behaviour = SandboxBehaviour.AuthRefused }, Cancellation);
        var settings = new EmailHostSettings(azurite.ConnectionString, [], More: new Dictionary<string, string>
        {
            ["Domains__KeyFolder"] = _secrets.FullName,
            ["Logging__LogLevel__EmailDispatch"] = "Debug",
        });
        await using var one = await EmailHost.StartAsync(settings, Cancellation);
        await using var other = await EmailHost.StartAsync(settings, Cancellation);
        using var client = new EmailClient(one);
        using var otherClient = new EmailClient(other);

        var refused = await CallAsync(one, "POST", "providers", Added("added", refusing));
        var none = await CallAsync(one, "GET", "providers");
        var added = await CallAsync(one, "POST", "providers", Added("added", provider));
        var began = TimeProvider.System.GetTimestamp();
        await UntilListedAsync(other, count: 1);
        var followed = TimeProvider.System.GetElapsedTime(began);
        await SendUntilAsync([client, otherClient], () => Sent(one) > 0 && Sent(other) > 0);
        var replaced = await CallAsync(one, "PATCH", "providers/added", $$"""{"password":"{{Password}}-2","drain":true}""");
        var stolen = await CallAsync(one, "PATCH", "providers/added", """{"port":2525,"test":false}""");
        var drained = await CallAsync(one, "GET", "providers");
        await CallAsync(one, "DELETE", "providers/added");
        await UntilListedAsync(other, count: 0);

        output.WriteLine($"followed after {followed.TotalSeconds:0.0} s; {Sent(one)} sent by one host, {Sent(other)} by the other");
        Assert.Equal((422, 201, 200, 422), (refused.Status, added.Status, replaced.Status, stolen.Status));
        Assert.Equal("failed", refused.Body.GetProperty("test").GetProperty("status").GetString());
        Assert.Contains("at auth", refused.Body.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal(0, none.Body.GetProperty("data").GetArrayLength());
        Assert.Equal("draining", drained.Body.GetProperty("data")[0].GetProperty("state").GetString());
        Assert.InRange(followed, TimeSpan.Zero, TimeSpan.FromMinutes(1));
        Assert.Contains(_secrets.GetFiles(), file => File.ReadAllText(file.FullName) == Password);
        Assert.DoesNotContain(Password, _answers.ToString(), StringComparison.Ordinal);
        Assert.All([one, other], host => Assert.DoesNotContain(Password, host.Output, StringComparison.Ordinal));
        Assert.DoesNotContain(Password, await StoredAsync(), StringComparison.Ordinal);
    }

    private static string Added(string name, SandboxServer server) => JsonSerializer.Serialize(new
    {
        name,
        host = server.Host,
        port = server.Port,
        security = "None",
        username = "user",
        password = Password,
        protocol_log = true,
    });

    private static int Sent(EmailHost host) => host.Output.Split(": sent in phase").Length - 1;

    private async Task UntilListedAsync(EmailHost host, int count)
    {
        var list = await Eventually.GetAsync(() => CallAsync(host, "GET", "providers"), answer => answer.Body.GetProperty("data").GetArrayLength() == count, Cancellation);
        Assert.Equal(count, list.Body.GetProperty("data").GetArrayLength());
    }

    /// <summary>Alternates between hosts, because a host that accepts an email wakes up and might take them all.</summary>
    private static async Task SendUntilAsync(EmailClient[] clients, Func<bool> isEnough)
    {
        for (var round = 0; !isEnough() && round < 20; round++)
        {
            var ids = await Task.WhenAll(Enumerable.Range(0, 40).Select(n => clients[n % clients.Length].SendAsync("""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""", Cancellation)));
            foreach (var id in ids)
                await clients[0].WaitForAsync(id, "sent", Cancellation);
        }

        Assert.True(isEnough(), "One of the hosts sent nothing.");
    }

    private async Task<(int Status, JsonElement Body)> CallAsync(EmailHost host, string method, string path, string? body = null)
    {
        using var client = host.CreateClient();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, new MediaTypeHeaderValue("application/json"));
        using var answer = await client.SendAsync(request, Cancellation);
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        _answers.AppendLine(text);
        return ((int)answer.StatusCode, JsonDocument.Parse(text).RootElement);
    }

    /// <summary>All rows, queue messages and blobs.</summary>
    private async Task<string> StoredAsync()
    {
        var stored = new StringBuilder();
        var tables = new TableServiceClient(azurite.ConnectionString);
        await foreach (var table in tables.QueryAsync(cancellationToken: Cancellation))
        {
            await foreach (var row in tables.GetTableClient(table.Name).QueryAsync<TableEntity>(cancellationToken: Cancellation))
                stored.AppendJoin('\n', row.Select(column => string.Create(CultureInfo.InvariantCulture, $"{table.Name} {column.Key}={column.Value}"))).AppendLine();
        }

        var queues = new QueueServiceClient(azurite.ConnectionString);
        await foreach (var queue in queues.GetQueuesAsync(cancellationToken: Cancellation))
            stored.AppendJoin('\n', (await queues.GetQueueClient(queue.Name).PeekMessagesAsync(32, Cancellation)).Value.Select(message => message.Body.ToString()));
        var blobs = new BlobServiceClient(azurite.ConnectionString);
        await foreach (var container in blobs.GetBlobContainersAsync(cancellationToken: Cancellation))
        {
            await foreach (var blob in blobs.GetBlobContainerClient(container.Name).GetBlobsAsync(cancellationToken: Cancellation))
                stored.Append((await blobs.GetBlobContainerClient(container.Name).GetBlobClient(blob.Name).DownloadContentAsync(Cancellation)).Value.Content);
        }

        Assert.Contains("Providers RowKey=added", stored.ToString(), StringComparison.Ordinal);
        return stored.ToString();
    }
}
