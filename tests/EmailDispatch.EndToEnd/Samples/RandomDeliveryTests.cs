using System.Text.Json.Nodes;
using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Text of every script arrives undamaged through API, storage, dispatch, SMTP and parser.</summary>
public sealed class RandomDeliveryTests(SandboxDeliveryFixture fixture) : IClassFixture<SandboxDeliveryFixture>
{
    private const int Callers = 8;

    private static readonly int Count = TestSize.Of("DELIVERY_TEXTS", 60);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Random_emails_arrive_as_given()
    {
        var requests = Enumerable.Range(0, Count).Select(Request).ToArray();
        using var client = new EmailClient(fixture.Host);
        await Parallel.ForEachAsync(
            requests,
            new ParallelOptions { MaxDegreeOfParallelism = Callers, CancellationToken = Cancellation },
            async (request, cancellation) => await client.SendAsync(request, cancellation));

        var messages = new List<ReceivedMessage>();
        foreach (var request in requests)
        {
            var recipient = ExpectedEmail.FromRequest(request).To[0];
            messages.Add(await fixture.Server.WaitForMessageAsync(message => message.WasSentTo(recipient), Cancellation));
        }

        var received = await ReceivedEmail.ParseAsync(messages.ConvertAll(message => message.Raw), Cancellation);
        Assert.Empty(requests.Zip(messages, received).SelectMany(email => EmailComparison.Differences(email.First, email.Second, email.Third)));
    }

    private static string Request(int n)
    {
        var request = JsonNode.Parse(new RandomRequest(n).ToJson(recipient: $"random-{n}@example.test"))!;
        request["text"] = RandomText.Of(n, maxBytes: 18_000);
        return request.ToJsonString();
    }
}
