using System.Globalization;
using System.Net;
using System.Net.Security;
using EmailDispatch.Emails;
using EmailDispatch.Outbound;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake.Attachments;

/// <summary>
/// Fetches the attachments that an email gives by URL. The URL comes from the caller and is not trusted: only https and only public addresses
/// (<see cref="PublicAddress"/>), checked again on every redirect; no proxy, cookies or credentials; limits on time and size, whatever length the
/// server announces. Fetching stops at the first file that fails.
/// </summary>
public sealed partial class AttachmentFetcher : IDisposable
{
    private const int MaxRedirects = 5;

    // The number of emails whose files are fetched concurrently: each may become as large as a message may be.
    private const int MaxAtOnce = 8;

    private readonly AttachmentFetchOptions _options;
    private readonly EmailLimits _limits;
    private readonly TimeProvider _time;
    private readonly ILogger<AttachmentFetcher> _logger;
    private readonly AttachmentHosts _hosts;
    private readonly HttpClient _client;
    private readonly SemaphoreSlim _turns = new(MaxAtOnce);

    public AttachmentFetcher(IOptions<AttachmentFetchOptions> options, IOptions<EmailLimits> limits, TimeProvider time, ILogger<AttachmentFetcher> logger)
        : this(options.Value, limits.Value, time, logger, Dns.GetHostAddressesAsync, certificates: null)
    {
    }

    internal AttachmentFetcher(
        AttachmentFetchOptions options, EmailLimits limits, TimeProvider time, ILogger<AttachmentFetcher> logger,
        Func<string, CancellationToken, Task<IPAddress[]>> resolve, RemoteCertificateValidationCallback? certificates)
    {
        (_options, _limits, _time, _logger) = (options, limits, time, logger);
        _hosts = new AttachmentHosts(options, resolve);
        _client = new HttpClient(new SocketsHttpHandler
        {
            ConnectCallback = _hosts.ConnectAsync,
            AllowAutoRedirect = false,
            UseProxy = false,
            UseCookies = false,
            ActivityHeadersPropagator = null,
            // DNS may soon return another address.
            PooledConnectionLifetime = TimeSpan.FromMinutes(1),
            SslOptions = { RemoteCertificateValidationCallback = certificates },
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
            DefaultRequestHeaders = { { "User-Agent", "EmailDispatch" }, { "Accept-Encoding", "identity" } },
        };
    }

    /// <summary>Returns the email with all its files, or the error of the file that could not be fetched.</summary>
    /// <param name="email">The email.</param>
    /// <param name="hold">Called with the number of bytes that have arrived; what it throws ends the fetching.</param>
    /// <param name="cancellationToken">Cancels the fetching.</param>
    public async Task<EmailReadResult> FetchAsync(Email email, Action<long> hold, CancellationToken cancellationToken)
    {
        using var timeout = new CancellationTokenSource(_options.AttachmentTimeout, _time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        var whole = email.Attachments.ToList();
        if (!await EnterAsync(linked.Token, cancellationToken))
            return EmailReadResult.Of(EmailFault.Invalid, new FieldError("attachments", "cannot be fetched at the moment: other emails' files are being fetched. Try again"));

        try
        {
            return await FetchAllAsync(email, whole, hold, linked.Token, cancellationToken);
        }
        finally
        {
            _turns.Release();
        }
    }

    private async Task<bool> EnterAsync(CancellationToken inTime, CancellationToken cancellationToken)
    {
        try
        {
            await _turns.WaitAsync(inTime);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    private async Task<EmailReadResult> FetchAllAsync(Email email, List<Attachment> whole, Action<long> hold, CancellationToken inTime, CancellationToken cancellationToken)
    {
        foreach (var (index, attachment) in email.Attachments.Index().Where(a => a.Item.Path is not null))
        {
            // A failed file does not count towards the message size: if fetching continued, each of a hundred files could be read up to the limit.
            var room = RoomFor(email with { Attachments = whole });
            var (fetched, fault) = await FetchAsync(attachment, room, hold, inTime, cancellationToken);
            if (fetched is null)
                return EmailReadResult.Of(EmailFault.Invalid, new FieldError($"attachments[{index}].path", fault!));
            whole[index] = fetched;
        }

        return EmailReadResult.Of(email with { Attachments = whole }, _limits);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _client.Dispose();
        _turns.Dispose();
    }

    /// <summary>The largest file the message has room for, allowing for its encoding.</summary>
    private long RoomFor(Email email) => Math.Max(0, (_limits.MaxMessageBytes - MessageSize.Estimate(email)) * 76 / 78 / 4 * 3);

    private async Task<(Attachment? Fetched, string? Fault)> FetchAsync(
        Attachment attachment, long room, Action<long> hold, CancellationToken inTime, CancellationToken cancellationToken)
    {
        var host = attachment.Path!.IdnHost;
        try
        {
            return await FollowAsync(attachment, room, hold, inTime);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return (null, string.Create(CultureInfo.InvariantCulture, $"was not fetched within {_options.AttachmentTimeout.TotalSeconds:0.#} seconds"));
        }
        catch (HttpRequestException fault)
        {
            Log.NotFetched(_logger, fault, host);
            return (null, Describe(fault));
        }
        catch (IOException fault)
        {
            Log.NotFetched(_logger, fault, host);
            return (null, "cannot be fetched: the connection broke off");
        }
    }

    private async Task<(Attachment? Fetched, string? Fault)> FollowAsync(Attachment attachment, long room, Action<long> hold, CancellationToken cancellationToken)
    {
        var url = attachment.Path!;
        for (var redirects = 0; redirects <= MaxRedirects; redirects++)
        {
            if (!_hosts.MayAsk(url.IdnHost))
                return (null, $"cannot be fetched: {url.IdnHost} is not among the hosts that files may be fetched from");

            using var response = await _client.GetAsync(url, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            if (response.StatusCode is HttpStatusCode.Moved or HttpStatusCode.Found or HttpStatusCode.SeeOther or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect
                && response.Headers.Location is { } location)
            {
                if (!Uri.TryCreate(url, location, out var next) || AttachmentReader.ToPlainHttps(next) is not { } plain)
                    return (null, "cannot be fetched: it redirects to an address that is not a plain https one");
                url = plain;
                continue;
            }

            if (response.StatusCode != HttpStatusCode.OK)
                return (null, string.Create(CultureInfo.InvariantCulture, $"cannot be fetched: the server answered {(int)response.StatusCode}"));
            if (response.Content.Headers.ContentEncoding.Count > 0)
                return (null, $"cannot be fetched: the server sends it encoded as {string.Join(", ", response.Content.Headers.ContentEncoding)}, which the request did not ask for");

            if (await ReadAsync(response.Content, room, hold, cancellationToken) is not { } content)
                return (null, string.Create(CultureInfo.InvariantCulture, $"is too large: the email has room for a file of {room:N0} bytes"));

            var filename = attachment.Filename.Length > 0 ? attachment.Filename : AttachmentNames.FilenameOf(response.Content.Headers, url);
            var contentType = attachment.ContentType.Length > 0 ? attachment.ContentType : AttachmentNames.ContentTypeOf(response.Content.Headers, filename);
            return (new Attachment(filename, content, contentType, attachment.ContentId), null);
        }

        return (null, $"cannot be fetched: it redirects more than {MaxRedirects} times");
    }

    /// <returns>The content; null if it is too large.</returns>
    private static async Task<byte[]?> ReadAsync(HttpContent content, long room, Action<long> hold, CancellationToken cancellationToken)
    {
        if (content.Headers.ContentLength > room)
            return null;

        await using var stream = await content.ReadAsStreamAsync(cancellationToken);
        using var buffer = new MemoryStream();
        var chunk = new byte[64 * 1024];
        while (await stream.ReadAsync(chunk, cancellationToken) is > 0 and var read)
        {
            if (buffer.Length + read > room)
                return null;
            hold(read);
            buffer.Write(chunk, 0, read);
        }

        return buffer.ToArray();
    }

    private static string Describe(HttpRequestException fault) => fault switch
    {
        { InnerException: RefusedAddressException refused } => $"cannot be fetched: {refused.Message.TrimEnd('.')}",
        { HttpRequestError: HttpRequestError.NameResolutionError } => "cannot be fetched: the host name has no address",
        { HttpRequestError: HttpRequestError.SecureConnectionError } => "cannot be fetched: the TLS handshake failed, or the server's certificate is not valid for it",
        { HttpRequestError: HttpRequestError.ConnectionError } => "cannot be fetched: the host does not take the connection",
        _ => "cannot be fetched: the server's response is not valid HTTP",
    };

    private static partial class Log
    {
        [LoggerMessage(1401, LogLevel.Information, "An attachment was not fetched from {Host}")]
        public static partial void NotFetched(ILogger logger, Exception fault, string host);
    }
}
