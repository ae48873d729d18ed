using System.Net;
using System.Text;
using System.Text.Json;

namespace EmailDispatch.EndToEnd.Hosting;

/// <summary>A caller of the API.</summary>
/// <param name="host">The host.</param>
/// <param name="key">The caller's API key; null for the host's own.</param>
public sealed class EmailClient(EmailHost host, string? key = null) : IDisposable
{
    private readonly HttpClient client = host.CreateClient(key);

    /// <param name="json">The email.</param>
    /// <param name="cancellationToken">Ends the request.</param>
    /// <param name="prefer">The header <c>Prefer</c>; null for none.</param>
    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(string json, CancellationToken cancellationToken, string? prefer = null)
    {
        using var content = new StringContent(json, Encoding.UTF8, "application/json");
        if (prefer is not null)
            content.Headers.TryAddWithoutValidation("Prefer", prefer);
        return await PostAsync(content, cancellationToken);
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(HttpContent content, CancellationToken cancellationToken)
    {
        using var response = await client.PostAsync(new Uri("emails", UriKind.Relative), content, cancellationToken);
        return (response.StatusCode, await ReadAsync(response, cancellationToken));
    }

    /// <summary>Posts an email that must be accepted.</summary>
    public async Task<string> SendAsync(string json, CancellationToken cancellationToken, string? prefer = null)
    {
        var (status, body) = await PostAsync(json, cancellationToken, prefer);
        Assert.True(status == HttpStatusCode.Accepted, $"{(int)status} {body}");
        return body.GetProperty("id").GetString()!;
    }

    public async Task<(HttpStatusCode Status, JsonElement Body)> GetAsync(string path, CancellationToken cancellationToken)
    {
        using var response = await client.GetAsync(new Uri(path, UriKind.Relative), cancellationToken);
        return (response.StatusCode, await ReadAsync(response, cancellationToken));
    }

    public async Task<JsonElement> EmailAsync(string id, CancellationToken cancellationToken) => (await GetAsync($"emails/{id}", cancellationToken)).Body;

    /// <summary>Returns the email once it has the expected status.</summary>
    public async Task<JsonElement> WaitForAsync(string id, string status, CancellationToken cancellationToken)
    {
        var email = await Eventually.GetAsync(() => EmailAsync(id, cancellationToken), e => StatusOf(e) == status, cancellationToken);
        Assert.True(StatusOf(email) == status, $"{email}\n{host.Output}");
        return email;
    }

    /// <summary>Takes a recipient that bounced off the do-not-send list, onto which it comes only after its email has its status.</summary>
    public async Task ForgetAsync(string address, CancellationToken cancellationToken) => Assert.True(await Eventually.GetAsync(
        async () =>
        {
            using var response = await client.DeleteAsync(new Uri($"suppressions/{address}", UriKind.Relative), cancellationToken);
            return response.IsSuccessStatusCode;
        },
        isDeleted => isDeleted,
        cancellationToken));

    public void Dispose() => client.Dispose();

    private static string? StatusOf(JsonElement email) => email.TryGetProperty("status", out var status) ? status.GetString() : null;

    private static async Task<JsonElement> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var text = await response.Content.ReadAsStringAsync(cancellationToken);
        return text.Length == 0 ? default : JsonDocument.Parse(text).RootElement.Clone();
    }
}
