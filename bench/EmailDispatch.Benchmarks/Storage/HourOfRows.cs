using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Azure.Core.Pipeline;
using Azure.Data.Tables;
using EmailDispatch.Benchmarks.Mail;
using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>A table service with one open hour of status rows, in pages of 1,000 as in storage, always the same page. Counts requests.</summary>
internal sealed class HourOfRows(int rows, DateTimeOffset hour) : HttpMessageHandler
{
    private const int PageSize = 1000;

    private static readonly MediaTypeHeaderValue Json = new("application/json");

    private readonly MemoryTables _others = new();
    private readonly byte[] _page = Page(hour);
    private readonly byte[] _mark = JsonSerializer.SerializeToUtf8Bytes(new
    {
        value = new[] { new Dictionary<string, object> { ["odata.etag"] = "W/\"1\"", ["PartitionKey"] = "open", ["RowKey"] = $"default|{hour:yyyyMMddHH}", ["TouchedAt@odata.type"] = "Edm.DateTime", ["TouchedAt"] = Text(hour.AddMinutes(59)) } },
    });

    private int _requests;

    public int Requests => Volatile.Read(ref _requests);

    public TableServiceClient Client() =>
        new(MemoryStorage.ConnectionString, new TableClientOptions { Transport = new HttpClientTransport(new HttpClient(this)) });

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Interlocked.Increment(ref _requests);
        var (path, query) = (request.RequestUri!.AbsolutePath, request.RequestUri.Query);
        if (path.EndsWith("/StatusHours()", StringComparison.Ordinal))
            return WithJson(_mark);
        if (!path.EndsWith("/EmailStatus()", StringComparison.Ordinal))
            return _others.Answer(request, request.Content is null ? [] : await request.Content.ReadAsByteArrayAsync(cancellationToken));

        var at = query.IndexOf("NextPartitionKey=page", StringComparison.Ordinal);
        var number = at < 0 ? 0 : int.Parse(query.AsSpan(at + "NextPartitionKey=page".Length, 4), CultureInfo.InvariantCulture);
        var response = WithJson(_page);
        if ((number + 1) * PageSize < rows)
        {
            response.Headers.TryAddWithoutValidation("x-ms-continuation-NextPartitionKey", $"page{number + 1:0000}");
            response.Headers.TryAddWithoutValidation("x-ms-continuation-NextRowKey", "row");
        }

        return response;
    }

    private static HttpResponseMessage WithJson(byte[] json) => new(HttpStatusCode.OK)
    {
        Headers = { Date = TimeProvider.System.GetUtcNow() },
        Content = new ByteArrayContent(json) { Headers = { ContentType = Json } },
    };

    private static byte[] Page(DateTimeOffset hour)
    {
        var email = Letters.Read(Letters.WithBodies(2048));
        return JsonSerializer.SerializeToUtf8Bytes(new { value = Enumerable.Range(0, PageSize).Select(n => Row(email, hour.AddSeconds(n), n)) });
    }

    private static Dictionary<string, object> Row(Email email, DateTimeOffset at, int n)
    {
        var row = new EmailRow
        {
            Id = EmailId.New(new Instant(at)),
            Tenant = "default",
            Status = EmailStatus.Sent,
            From = email.From.ToString(),
            Subject = email.Subject,
            Tags = [new Tag("flow", $"flow-{n % 10}")],
            Recipients = [.. RecipientList.Of(email).Select(recipient => recipient with { Status = EmailStatus.Sent })],
            Size = 2048,
            AttemptNumber = 1,
            Provider = $"provider-{n % 3}",
            SentAt = at.AddMilliseconds(80),
            Attempts = [new Attempt { Number = 1, Provider = $"provider-{n % 3}", At = at, Milliseconds = 70, Outcome = AttemptOutcome.Sent, Phase = "final_dot", Code = 250, Reply = "2.0.0 Ok: queued" }],
        };
        var entity = new Dictionary<string, object> { ["odata.etag"] = "W/\"1\"", ["Timestamp@odata.type"] = "Edm.DateTime", ["Timestamp"] = Text(at) };
        foreach (var (name, value) in EmailRowEntity.ToEntity(row).Concat(EmailRowEntity.ToOutcome(row)))
        {
            if (value is DateTimeOffset time)
                (entity[$"{name}@odata.type"], entity[name]) = ("Edm.DateTime", Text(time));
            else if (value is long number)
                (entity[$"{name}@odata.type"], entity[name]) = ("Edm.Int64", number.ToString(CultureInfo.InvariantCulture));
            else
                entity[name] = value;
        }

        return entity;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);

    private sealed class Instant(DateTimeOffset at) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => at;
    }
}
