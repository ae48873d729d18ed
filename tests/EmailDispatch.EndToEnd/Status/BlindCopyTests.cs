using System.Net.Http.Headers;
using System.Text.Json;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Status;

/// <summary>A refused bcc recipient is seen by every key, and its address by keys with the scope admin alone.</summary>
public sealed class BlindCopyTests(Azurite azurite) : IClassFixture<Azurite>
{
    private const string ReadKey = "ed_test_not_a_secret_that_may_read_bcc_0123456789abc";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Refused_bcc_recipient_is_counted_and_its_address_kept_from_keys_that_only_read()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        provider.On(SandboxPhase.Rcpt, c => c.Recipient == "hidden@example.com" ? "550 5.1.1 <hidden@example.com>: no such user" : null);
        await using var host = await EmailHost.StartAsync(
            new EmailHostSettings(
                azurite.ConnectionString,
                [new HostedProvider("first", provider.Host, provider.Port)],
                More: new Dictionary<string, string> { ["Access__Keys__1__Key"] = ReadKey, ["Access__Keys__1__Scopes__0"] = "read" }),
            Cancellation);
        using var client = new EmailClient(host);
        var both = await client.SendAsync("""{"from":"a@example.com","to":"b@example.com","bcc":"hidden@example.com","subject":"s","text":"t"}""", Cancellation);
        var sent = await client.WaitForAsync(both, "sent", Cancellation);
        await client.ForgetAsync("hidden@example.com", Cancellation);
        var alone = await client.SendAsync("""{"from":"a@example.com","bcc":"hidden@example.com","to":"gone@example.com","subject":"s","text":"t"}""", Cancellation);
        await client.WaitForAsync(alone, "sent", Cancellation);

        var (seen, aloneSeen) = (await ReadAsync(host, $"emails/{both}"), await ReadAsync(host, $"emails/{alone}"));
        var (list, found) = (await ReadAsync(host, "emails"), await ReadAsync(host, "emails?to=hidden@example.com"));
        var foundByAdmin = await client.GetAsync("emails?to=Hidden@example.com", Cancellation);

        Assert.Equal(["b@example.com sent", "hidden@example.com bounced"], sent.GetProperty("recipients").EnumerateArray().Select(r => $"{r.GetProperty("address")} {r.GetProperty("status")}"));
        Assert.Equal("hidden@example.com", sent.GetProperty("bcc")[0].GetString());
        Assert.Equal("""{"bounced":1}""", JsonDocument.Parse(seen).RootElement.GetProperty("bcc_statuses").GetRawText());
        Assert.All([seen, aloneSeen, list, found], text => Assert.DoesNotContain("hidden", text, StringComparison.OrdinalIgnoreCase));
        Assert.Empty(JsonDocument.Parse(found).RootElement.GetProperty("data").EnumerateArray());
        Assert.Equal([alone, both], foundByAdmin.Body.GetProperty("data").EnumerateArray().Select(e => e.GetProperty("id").GetString()));
    }

    private static async Task<string> ReadAsync(EmailHost host, string path)
    {
        using var http = host.CreateClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ReadKey);
        return await http.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);
    }
}
