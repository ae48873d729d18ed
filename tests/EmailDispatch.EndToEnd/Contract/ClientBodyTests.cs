using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>Requests from clients of the Resend API in other languages, byte for byte over HTTP, taken from clients.json.</summary>
[Collection<ContractCollection>]
public sealed class ClientBodyTests(ContractHost host)
{
    private static readonly JsonElement Clients = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(NodePackages.Folder, "Contract", "clients.json"))).RootElement;

    public static TheoryData<string> Names => [.. Clients.EnumerateArray().Select(client => client.GetProperty("client").GetString()!)];

    private static string Invoice { get; } = Convert.ToHexStringLower(SHA256.HashData("%PDF-1.7 not really"u8));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Email_of_the_client_arrives_with_its_attachment_tags_and_headers(string name)
    {
        var client = Clients.EnumerateArray().Single(c => c.GetProperty("client").GetString() == name);
        var running = host.Host;
        using var http = host.CreateClient(running.ApiKey);
        using var request = RequestOf(client);

        using var answer = await http.SendAsync(request, Cancellation);

        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        var id = JsonDocument.Parse(text).RootElement.GetProperty("id").GetString()!;
        Assert.True(Guid.TryParseExact(id, "D", out _));
        var got = JsonDocument.Parse(await http.GetStringAsync(new Uri($"emails/{id}", UriKind.Relative), Cancellation)).RootElement;
        var (envelope, message) = await host.ReceivedAsync(id, Cancellation);
        Assert.Equal([$"{name}@example.com"], envelope.AcceptedRecipients);
        Assert.Equal([$"Sent by {name}"], message.ValuesOf("Subject"));

        var body = client.GetProperty("body");
        Assert.Equal(body.GetProperty("tags").EnumerateArray().Select(tag => $"{tag}".Replace(" ", "", StringComparison.Ordinal)), got.GetProperty("tags").EnumerateArray().Select(tag => $"{tag}"));
        Assert.Equal(body.GetProperty("headers") is { ValueKind: JsonValueKind.Object } ? [name] : [], message.ValuesOf("X-Entity-Ref-ID"));
        Assert.Equal(
            body.GetProperty("attachments").EnumerateArray().Select(_ => ((string?)"invoice.pdf", Invoice)),
            message.Attachments.Select(attachment => (attachment.FileName, attachment.Sha256)));
    }

    private static HttpRequestMessage RequestOf(JsonElement client)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "emails")
        {
            Content = new ByteArrayContent(Encoding.UTF8.GetBytes(client.GetProperty("body").GetRawText())),
        };
        request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(client.TryGetProperty("contentType", out var type) ? type.GetString()! : "application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", client.GetProperty("userAgent").GetString());
        if (client.TryGetProperty("accept", out var accept))
            request.Headers.TryAddWithoutValidation("Accept", accept.GetString());
        return request;
    }
}
