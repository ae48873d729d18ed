namespace EmailDispatch.Worker;

/// <summary>Keys that may be used from some addresses only, behind the reverse proxy that the Functions host is.</summary>
[Collection(WorkerAppCollection.Name)]
public sealed class ClientAddressTests(WorkerApp app)
{
    [Fact]
    public async Task Key_is_taken_from_its_range()
    {
        var (status, _, _) = await app.SendAsync(HttpMethod.Get, "/emails", WorkerApp.OfficeKey, from: WorkerApp.OfficeAddress);

        Assert.Equal(200, status);
    }

    [Theory]
    [InlineData("")]
    [InlineData(WorkerApp.OfficeAddress)]
    public async Task Key_is_refused_from_elsewhere_whatever_the_caller_claims(string claimed)
    {
        var (status, answer, _) = await app.SendAsync(HttpMethod.Get, "/emails", WorkerApp.OfficeKey, from: "198.51.100.7", claimed: claimed);

        Assert.Equal((403, "restricted_api_key"), (status, answer.GetProperty("name").GetString()));
        Assert.Contains("198.51.100.7", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Key_is_refused_where_query_and_body_imitate_the_data_that_the_host_reads_from_headers()
    {
        const string Imitation = $$"""{"X-Forwarded-For":"{{WorkerApp.OfficeAddress}}","Client-IP":"{{WorkerApp.OfficeAddress}}"}""";

        var (status, _, _) = await app.SendAsync(
            HttpMethod.Post, $"/emails?Headers={Uri.EscapeDataString(Imitation)}", WorkerApp.OfficeKey, $$"""{"headers":{{Imitation}}}""");

        Assert.Equal(403, status);
    }
}
