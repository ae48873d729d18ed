using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Contract;

/// <summary>Versions of the official Resend SDK for Node that are still in use; <see cref="ResendSdkTests"/> covers the newest in full.</summary>
[Collection<ContractCollection>]
public sealed class ResendVersionTests(ContractHost host)
{
    private static string Invoice { get; } = Convert.ToHexStringLower(SHA256.HashData("%PDF-1.7 not really"u8));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("resend")]
    [InlineData("resend-6-1")]
    [InlineData("resend-4-8")]
    [InlineData("resend-3-5")]
    [InlineData("resend-2-1")]
    [InlineData("resend-1-0")]
    public async Task Version_sends_an_attachment_tags_and_headers_and_reads_the_email_back(string package)
    {
        var answers = await RunAsync(package);

        var id = answers.GetProperty("sent").TryGetProperty("id", out var sent) ? sent.GetString()! : throw new InvalidOperationException($"{answers}");
        var got = answers.GetProperty("got");
        Assert.Equal((id, $"Sent by {package}", "email"), (Text(got, "id"), Text(got, "subject"), Text(got, "object")));
        Assert.Equal(["help@acme.test"], got.GetProperty("reply_to").EnumerateArray().Select(address => address.GetString()));
        Assert.Equal(("client", package), (Text(got.GetProperty("tags")[0], "name"), Text(got.GetProperty("tags")[0], "value")));
        if (answers.GetProperty("newer") is { ValueKind: JsonValueKind.Object } newer)
            Assert.Equal("list", Text(newer, "object"));
        Assert.Equal(Text(answers.GetProperty("key"), "id"), Text(answers.GetProperty("removed"), "id"));
        Assert.Equal(("not_found", 404), (Text(answers.GetProperty("missing"), "name"), answers.GetProperty("missing").GetProperty("statusCode").GetInt32()));
        Assert.Contains("not available", Text(answers.GetProperty("missing"), "message"), StringComparison.Ordinal);

        var (_, message) = await host.ReceivedAsync(id, Cancellation);
        Assert.Equal([package], message.ValuesOf("X-Entity-Ref-ID"));
        var attachment = Assert.Single(message.Attachments);
        Assert.Equal(("invoice.pdf", Invoice), (attachment.FileName, attachment.Sha256));
    }

    private async Task<JsonElement> RunAsync(string package)
    {
        var running = host.Host;
        var start = new ProcessStartInfo("node", [Path.Combine(NodePackages.Folder, "Contract", "resend_versions.mjs"), package])
        {
            Environment = { ["RESEND_BASE_URL"] = running.BaseUrl.ToString().TrimEnd('/'), ["RESEND_API_KEY"] = running.ApiKey },
        };
        return JsonDocument.Parse(await ExternalProgram.RunAsync(start, [], Cancellation)).RootElement;
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();
}
