using System.Globalization;
using System.Text;

namespace EmailDispatch.EndToEnd.Fuzz;

/// <summary>One request, made from its number alone: the same number gives the same request in every run.</summary>
internal sealed record FuzzCase(int Number, string Method, string Target, IReadOnlyList<(string Name, string Value)> Headers, byte[]? Body)
{
    public HttpRequestMessage ToRequest(Uri host)
    {
        // Sent as written, because an HTTP client would correct what a fuzz test wants to try.
        var options = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var request = new HttpRequestMessage(new HttpMethod(Method), new Uri($"http://{host.Authority}/{Target}", options));
        if (Body is not null)
            request.Content = new ByteArrayContent(Body);
        foreach (var (name, value) in Headers)
        {
            if (!request.Headers.TryAddWithoutValidation(name, value))
                request.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return request;
    }

    public override string ToString()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"case {Number}: {Method} /{Target}");
        foreach (var (name, value) in Headers)
            text.Append(CultureInfo.InvariantCulture, $"\n{name}: {value}");
        return Body is null ? text.ToString() : text.Append('\n').Append(Encoding.UTF8.GetString(Body.AsSpan(0, Math.Min(Body.Length, 2000)))).ToString();
    }
}
