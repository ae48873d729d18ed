using Azure.Core;

namespace Azure.Data.Tables.Http;

/// <summary>The answer to one action of a transaction.</summary>
internal sealed class TransactionPart : Response
{
    private readonly Dictionary<string, string> _headers;

    public TransactionPart(int status, string reason, Dictionary<string, string> headers, ReadOnlyMemory<byte> body, string clientRequestId)
    {
        Status = status;
        ReasonPhrase = reason;
        _headers = headers;
        ContentStream = new MemoryStream(body.ToArray(), writable: false);
        ClientRequestId = clientRequestId;
    }

    public override int Status { get; }

    public override string ReasonPhrase { get; }

    public override Stream ContentStream { get; set; }

    public override string ClientRequestId { get; set; }

    public override bool IsError => Status >= 400;

    /// <summary>The exception that says what this part says.</summary>
    public TableTransactionFailedException ToException()
    {
        _ = new ODataErrorParser().TryParse(this, out var error, out var data);
        var failure = new RequestFailedException(
            Status,
            $"{error?.Message ?? ReasonPhrase}\nStatus: {Status} ({ReasonPhrase})\nErrorCode: {error?.Code}",
            error?.Code,
            innerException: null);
        foreach (var (key, value) in data ?? new Dictionary<string, string>())
            failure.Data[key] = value;
        return new TableTransactionFailedException(failure);
    }

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(h => new HttpHeader(h.Key, h.Value));

    protected override bool TryGetHeader(string name, out string value) => _headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, out IEnumerable<string> values)
    {
        values = _headers.TryGetValue(name, out var value) ? [value] : null;
        return values != null;
    }
}
