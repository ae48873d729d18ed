using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.EndToEnd;

/// <summary>Sends JSON like clients in other languages: characters beyond ASCII directly, not as \u escapes.</summary>
public sealed partial class UnescapedJson() : DelegatingHandler(new SocketsHttpHandler())
{
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { Headers.ContentType: { MediaType: "application/json" } type } content)
            request.Content = Unescaped(await content.ReadAsStringAsync(cancellationToken), type);
        return await base.SendAsync(request, cancellationToken);
    }

    private static ByteArrayContent Unescaped(string json, MediaTypeHeaderValue type)
    {
        var text = Escape().Replace(json, escape => ((char)int.Parse(escape.Groups[1].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture)).ToString());
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(text));
        content.Headers.ContentType = type;
        return content;
    }

    // Keeps escapes of ASCII characters, which JSON may need.
    [GeneratedRegex(@"\\u(00[89A-F][0-9A-F]|0[1-9A-F][0-9A-F]{2}|[1-9A-F][0-9A-F]{3})")]
    private static partial Regex Escape();
}
