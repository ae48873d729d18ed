using EmailDispatch.LocalHost.Inbox.Mail;

namespace EmailDispatch.LocalHost.Inbox.Checks;

/// <summary>Asks whether the links to this machine answer. Others are never opened: that could confirm, unsubscribe or reveal something.</summary>
internal static class LocalLinks
{
    private const int MaxLinks = 20;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static readonly HttpClient Http = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false })
    {
        Timeout = Patience,
    };

    public static async Task<IReadOnlyList<LinkAnswer>> AskAsync(IEnumerable<MailLink> links, CancellationToken cancellationToken)
    {
        var local = links.Select(link => Uri.TryCreate(link.Url, UriKind.Absolute, out var url) ? url : null)
            .OfType<Uri>()
            .Where(url => (url.Scheme == Uri.UriSchemeHttp || url.Scheme == Uri.UriSchemeHttps) && LoopbackHosts.Contains(url.Host))
            .Distinct().Take(MaxLinks);
        return await Task.WhenAll(local.Select(url => AskAsync(url, cancellationToken)));
    }

    // HEAD, which by HTTP changes nothing. Any status is an answer.
    private static async Task<LinkAnswer> AskAsync(Uri url, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Head, url);
            using var response = await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return new LinkAnswer(url.OriginalString, (int)response.StatusCode, null);
        }
        catch (HttpRequestException fault)
        {
            return new LinkAnswer(url.OriginalString, null, fault.Message);
        }
        catch (TaskCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new LinkAnswer(url.OriginalString, null, $"No answer within {Patience.TotalSeconds:0} s.");
        }
    }
}

/// <summary>The status that a link answers to HEAD, or why it does not answer.</summary>
internal sealed record LinkAnswer(string Url, int? Status, string? Fault);
