using System.Net;
using System.Net.Sockets;
using EmailDispatch.Webhooks;

namespace EmailDispatch.Tests.Webhooks;

public sealed class WebhookClientTests
{
    private static readonly string[] Secrets = ["whsec_bm90LWEtc2VjcmV0LWJ1dC0zMi1ieXRlcy1sb25nISE="];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("10.1.2.3")]
    [InlineData("169.254.169.254")]
    [InlineData("168.63.129.16")]
    [InlineData("::1")]
    [InlineData("fe80::1")]
    [InlineData("fd00::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::7f00:1")]
    [InlineData("0.0.0.0")]
    public async Task Name_with_a_private_address_is_not_connected_to(string address)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        using var client = Client(address);

        var attempt = await client.PostAsync($"https://hook.example:{((IPEndPoint)listener.LocalEndpoint).Port}/", "msg_1", "{}", Secrets, Cancellation);

        Assert.Equal((null, "Not connected: hook.example has no public address."), (attempt.Code, attempt.Answer));
        Assert.False(listener.Pending());
    }

    [Theory]
    [InlineData("https://127.0.0.1:9/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0x7f.1/")]
    public async Task Url_with_a_private_address_is_not_connected_to(string url)
    {
        using var client = Client("203.0.113.1");

        var attempt = await client.PostAsync(url, "msg_1", "{}", Secrets, Cancellation);

        Assert.Null(attempt.Code);
        Assert.EndsWith("has no public address.", attempt.Answer, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_an_endless_answer_only_the_beginning_is_read()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var serving = ServeEndlesslyAsync(listener);
        using var client = new WebhookClient(new WebhookOptions { AllowPrivateAddresses = true }, TimeProvider.System, Dns.GetHostAddressesAsync, certificates: null);

        var attempt = await client.PostAsync($"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}/", "msg_1", "{}", Secrets, Cancellation);

        Assert.Equal((200, new string('a', WebhookAttempt.MaxAnswerLength)), (attempt.Code, attempt.Answer));
        await Assert.ThrowsAnyAsync<IOException>(() => serving);
    }

    private static async Task ServeEndlesslyAsync(TcpListener listener)
    {
        using var connection = await listener.AcceptTcpClientAsync(Cancellation);
        await using var stream = connection.GetStream();
        await stream.WriteAsync("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"u8.ToArray(), Cancellation);
        var chunk = Enumerable.Repeat((byte)'a', 64 * 1024).ToArray();
        while (true)
            await stream.WriteAsync(chunk, Cancellation);
    }

    private static WebhookClient Client(string address) => new(
        new WebhookOptions(), TimeProvider.System, (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]), certificates: null);
}
