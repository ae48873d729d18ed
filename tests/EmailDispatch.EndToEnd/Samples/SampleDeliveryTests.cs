using System.Net;
using System.Text;
using System.Text.Json;

namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Every sample, posted to the running host, arrives at an SMTP server as requested.</summary>
public abstract class SampleDeliveryTests(SampleDeliveryFixture fixture)
{
    private static readonly string[] Final = ["sent", "bounced", "failed", "suppressed", "unknown", "canceled", "rejected"];

    [Theory]
    [MemberData(nameof(Sample.All), MemberType = typeof(Sample))]
    public async Task A_posted_sample_arrives_as_asked(string sample)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var request = Sample.Load(sample);
        var recipient = ExpectedEmail.FromRequest(request).To[0];
        using var client = fixture.Host.CreateClient();

        var id = await PostAsync(client, request, cancellation);
        var status = await Eventually.GetAsync(() => StatusAsync(client, id, cancellation), Final.Contains, cancellation);
        Assert.True(status == "sent", $"The status is {status}. The host's output:\n{fixture.Host.Output}");
        var message = await fixture.Server.WaitForMessageAsync(received => received.WasSentTo(recipient), cancellation);
        var differences = await EmailComparison.DifferencesAsync(request, message, cancellation);

        Assert.True(differences.Count == 0, string.Join('\n', differences));
    }

    private static async Task<string> PostAsync(HttpClient client, string request, CancellationToken cancellationToken)
    {
        using var content = new StringContent(request, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri("emails", UriKind.Relative), content, cancellationToken);
        var answer = await response.Content.ReadAsStringAsync(cancellationToken);
        Assert.True(response.StatusCode == HttpStatusCode.Accepted, $"{(int)response.StatusCode} {answer}");
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("id").GetString()!;
    }

    private static async Task<string> StatusAsync(HttpClient client, string id, CancellationToken cancellationToken)
    {
        var answer = await client.GetStringAsync(new Uri($"emails/{id}", UriKind.Relative), cancellationToken);
        using var json = JsonDocument.Parse(answer);
        return json.RootElement.GetProperty("status").GetString()!;
    }
}
