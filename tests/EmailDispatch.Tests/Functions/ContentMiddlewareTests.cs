using System.IO.Compression;
using System.IO.Pipelines;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Tests.Functions;

/// <summary>What a request says of its body, and bodies that are compressed.</summary>
public sealed class ContentMiddlewareTests : IAsyncLifetime
{
    private const int Limit = 1_000_000;

    private RunningHost _host = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _host = await RunningHost.StartAsync(
        [typeof(Bodies)], compose: worker => worker.UseMiddleware<ErrorMiddleware>().UseMiddleware<ContentMiddleware>());

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData(null)]
    [InlineData("application/json")]
    [InlineData("Application/JSON; charset=UTF-8")]
    [InlineData("application/json; charset=\"utf-8\"")]
    [InlineData("application/problem+json")]
    public async Task Json_is_read(string? type)
    {
        var (answer, body) = await PostAsync("{}"u8.ToArray(), type);

        Assert.Equal((HttpStatusCode.OK, "2"), (answer.StatusCode, body));
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain;charset=UTF-8")]
    [InlineData("multipart/form-data; boundary=x")]
    [InlineData("json")]
    [InlineData("application/json; charset=utf-16")]
    [InlineData("application/json; charset=iso-8859-1")]
    public async Task Other_type_is_a_415_with_the_supported_type(string type)
    {
        var (answer, body) = await PostAsync("{}"u8.ToArray(), type);

        var error = JsonDocument.Parse(body).RootElement;
        Assert.Equal((HttpStatusCode.UnsupportedMediaType, "unsupported_media_type"), (answer.StatusCode, error.GetProperty("name").GetString()));
        Assert.Contains("JSON", error.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("application/json", answer.Headers.GetValues("Accept-Post").Single());
    }

    [Fact]
    public async Task Request_without_a_body_needs_no_type()
    {
        using var content = new ByteArrayContent([]) { Headers = { { "Content-Type", "application/x-www-form-urlencoded" } } };

        using var answer = await _host.Client.PostAsync("bodies", content, Cancellation);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("x-gzip")]
    [InlineData("GZIP")]
    [InlineData("deflate")]
    [InlineData("br")]
    [InlineData("identity")]
    public async Task Compressed_body_is_read_as_it_was(string coding)
    {
        var (answer, body) = await PostAsync(Compress(new byte[12_345], coding), coding: coding);

        Assert.Equal((HttpStatusCode.OK, "12345"), (answer.StatusCode, body));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Body_is_judged_by_its_size_when_decompressed(string coding)
    {
        var (answer, _) = await PostAsync(Compress(new byte[Limit], coding), coding: coding);
        var (bomb, body) = await PostAsync(Compress(new byte[100_000_000], coding), coding: coding);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal((HttpStatusCode.RequestEntityTooLarge, "too large after 1000001"), (bomb.StatusCode, body));
    }

    [Fact]
    public async Task Body_is_judged_by_its_size_as_it_comes_too()
    {
        // Blocks of no bytes: RFC 1951 section 3.2.4.
        byte[] nothing = [.. Compress([1], "gzip")[..10], .. Enumerable.Repeat((byte[])[0, 0, 0, 0xFF, 0xFF], Limit).SelectMany(block => block)];

        var (answer, _) = await PostAsync(nothing, coding: "gzip");

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
    }

    [Theory]
    [InlineData("zstd")]
    [InlineData("gzip, gzip")]
    [InlineData("compress")]
    public async Task Unknown_coding_is_a_415_that_lists_the_known(string coding)
    {
        var (answer, _) = await PostAsync("{}"u8.ToArray(), coding: coding);

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal("gzip, deflate, br", string.Join(", ", answer.Headers.GetValues("Accept-Encoding")));
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("deflate")]
    [InlineData("br")]
    public async Task Body_that_is_not_of_its_coding_is_a_400(string coding)
    {
        var (answer, body) = await PostAsync("{\"from\":\"a@example.com\"}"u8.ToArray(), coding: coding);

        Assert.Equal((HttpStatusCode.BadRequest, "validation_error"), (answer.StatusCode, JsonDocument.Parse(body).RootElement.GetProperty("name").GetString()));
    }

    [Theory]
    [InlineData(10L, typeof(ConnectionAbortedException))]
    [InlineData(null, typeof(BadHttpRequestException))]
    public async Task Body_shorter_than_announced_comes_from_a_caller_who_is_gone(long? announced, Type expected)
    {
        // As Kestrel reports it. Over a socket, RequestAborted would mostly say it as well.
        var sent = new Pipe();
        await sent.Writer.CompleteAsync(new BadHttpRequestException("Unexpected end of request content."));
        var request = new DefaultHttpContext().Request;
        (request.Body, request.ContentLength) = (sent.Reader.AsStream(), announced);

        var fault = await Record.ExceptionAsync(() => RequestBody.ReadAsync(request, Limit, Cancellation));

        Assert.IsType(expected, fault);
    }

    [Fact]
    public async Task Errors_are_limited_in_number_and_length()
    {
        using var answer = await _host.Client.GetAsync("faults", Cancellation);

        var error = await answer.Content.ReadFromJsonAsync<JsonElement>(Cancellation);
        Assert.Equal(ApiError.MaxErrors, error.GetProperty("errors").GetArrayLength());
        Assert.All(error.GetProperty("errors").EnumerateArray(), e => Assert.InRange(e.GetProperty("field").GetString()!.Length + e.GetProperty("message").GetString()!.Length, 1, 1300));
        Assert.InRange(error.GetProperty("message").GetString()!.Length, 1, 1400);
        Assert.EndsWith("see the first 50 in errors.", error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    private static byte[] Compress(byte[] content, string coding)
    {
        using var compressed = new MemoryStream();
        using (Stream stream = coding.ToUpperInvariant() switch
        {
            "DEFLATE" => new ZLibStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
            "BR" => new BrotliStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
            "IDENTITY" => new BufferedStream(compressed),
            _ => new GZipStream(compressed, CompressionLevel.Fastest, leaveOpen: true),
        })
        {
            stream.Write(content);
            stream.Flush();
            if (coding == "identity")
                return compressed.ToArray();
        }

        return compressed.ToArray();
    }

    private async Task<(HttpResponseMessage Answer, string Body)> PostAsync(byte[] body, string? type = "application/json", string? coding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        if (coding is not null)
            content.Headers.TryAddWithoutValidation("Content-Encoding", coding);
        var answer = await _host.Client.PostAsync("bodies", content, Cancellation);
        return (answer, await answer.Content.ReadAsStringAsync(Cancellation));
    }

    public sealed class Bodies
    {
        [Function("Read")]
        public async Task<IResult> ReadAsync([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "bodies")] HttpRequest request, CancellationToken cancellationToken) =>
            await RequestBody.ReadAsync(request, Limit, cancellationToken) is { } body
                ? Results.Text($"{body.Length}")
                : Results.Text($"too large after {Limit + 1}", statusCode: StatusCodes.Status413PayloadTooLarge);

        [Function("Refuse")]
        public IResult Refuse([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "faults")] HttpRequest request) => ApiResults.Refused(
            request.HttpContext,
            EmailDispatch.Emails.EmailFault.Invalid,
            [.. Enumerable.Range(0, 1000).Select(n => new EmailDispatch.Emails.FieldError($"{n}{string.Concat(Enumerable.Repeat("\U0001F600", 5000))}", new string('m', 5000)))]);
    }
}
