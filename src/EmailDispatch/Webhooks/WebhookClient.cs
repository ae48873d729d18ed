using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Security;
using System.Text;
using EmailDispatch.Outbound;
using Microsoft.Extensions.Options;
using StandardWebhooks;

namespace EmailDispatch.Webhooks;

/// <summary>
/// Posts events, signed by Standard Webhooks (https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md). Tenants choose
/// the URLs, so these are not trusted: only public addresses are allowed, checked when the connection is made; redirects, proxies, cookies and credentials
/// are not used; time is limited, and only the beginning of the response is read.
/// </summary>
public sealed class WebhookClient : IDisposable
{
    public static readonly TimeSpan Timeout = TimeSpan.FromSeconds(15);

    private const int MaxAnswerBytes = 4 * 1024;
    private const int MaxHeaderKilobytes = 16;

    private readonly HttpClient _client;
    private readonly TimeProvider _time;

    public WebhookClient(IOptions<WebhookOptions> options, TimeProvider time)
        : this(options.Value, time, Dns.GetHostAddressesAsync, certificates: null)
    {
    }

    internal WebhookClient(
        WebhookOptions options, TimeProvider time, Func<string, CancellationToken, Task<IPAddress[]>> resolve, RemoteCertificateValidationCallback? certificates)
        : this(
        new SocketsHttpHandler
        {
            ConnectCallback = (context, token) => CheckedConnection.OpenAsync(context, resolve, options.AllowPrivateAddresses, token),
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            MaxResponseHeadersLength = MaxHeaderKilobytes,
            // Reconnect regularly, because the host name may resolve differently.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            SslOptions = { RemoteCertificateValidationCallback = certificates },
        },
        time)
    {
    }

    internal WebhookClient(HttpMessageHandler handler, TimeProvider time)
    {
        _time = time;
        _client = new HttpClient(handler)
        {
            Timeout = System.Threading.Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { { "User-Agent", "EmailDispatch-Webhooks" }, { "Accept-Encoding", "identity" } },
        };
    }

    /// <summary>Posts an event once. HTTP and network errors are returned, not thrown.</summary>
    public async Task<WebhookAttempt> PostAsync(string url, string id, string body, IReadOnlyList<string> secrets, CancellationToken cancellationToken)
    {
        var (at, started) = (_time.GetUtcNow(), Stopwatch.GetTimestamp());
        using var timeout = new CancellationTokenSource(Timeout);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var request = NewRequest(url, id, body, secrets, at);
            using var response = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, linked.Token);
            var answer = await ReadAsync(response.Content, linked.Token);
            return Attempt((int)response.StatusCode, answer);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Attempt(null, string.Create(CultureInfo.InvariantCulture, $"No answer within {Timeout.TotalSeconds:0} seconds."));
        }
        catch (Exception fault) when (fault is HttpRequestException or IOException or UriFormatException or InvalidOperationException)
        {
            return Attempt(null, Describe(fault));
        }

        WebhookAttempt Attempt(int? code, string answer) => new(at, code, answer, (int)Stopwatch.GetElapsedTime(started).TotalMilliseconds);
    }

    public void Dispose() => _client.Dispose();

    private static HttpRequestMessage NewRequest(string url, string id, string body, IReadOnlyList<string> secrets, DateTimeOffset at)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(body, Encoding.UTF8, "application/json") };
        var timestamp = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        var signatures = string.Join(' ', secrets.Select(secret => new StandardWebhook(secret).Sign(id, at, body)));

        // The header names of the specification, and those of Resend.
        foreach (var prefix in (string[])["webhook", "svix"])
        {
            request.Headers.Add($"{prefix}-id", id);
            request.Headers.Add($"{prefix}-timestamp", timestamp);
            request.Headers.Add($"{prefix}-signature", signatures);
        }

        return request;
    }

    private static async Task<string> ReadAsync(HttpContent content, CancellationToken cancellationToken)
    {
        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        var (buffer, length) = (new byte[MaxAnswerBytes], 0);
        while (length < buffer.Length && await stream.ReadAsync(buffer.AsMemory(length), cancellationToken) is > 0 and var read)
            length += read;

        // The text is untrusted and shown to operators: remove control characters, and do not end within a surrogate pair.
        var text = new string([.. Encoding.UTF8.GetString(buffer, 0, length).Where(c => !char.IsControl(c) || c is '\n' or '\t').Take(WebhookAttempt.MaxAnswerLength)]);
        return text.Length > 0 && char.IsHighSurrogate(text[^1]) ? text[..^1] : text;
    }

    private static string Describe(Exception fault) => fault switch
    {
        { InnerException: RefusedAddressException refused } => $"Not connected: {refused.Message}",
        HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } => "Not connected: the host name has no address.",
        HttpRequestException { HttpRequestError: HttpRequestError.SecureConnectionError } => "Not connected: the TLS handshake failed, or the certificate is not valid for the host.",
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError } => "Not connected: the host does not take the connection.",
        _ => "The connection broke off, or the answer was no HTTP.",
    };
}
