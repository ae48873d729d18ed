using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Azure;
using Azure.Core;

namespace EmailDispatch.Simulation.Storage;

/// <summary>An answer as the SDK clients read it.</summary>
internal sealed class SimulatedResponse : Response
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    public SimulatedResponse(StoredAnswer answer, DateTimeOffset now, string clientRequestId)
    {
        (Status, ClientRequestId, ContentStream) = (answer.Status, clientRequestId, new OpenStream(answer.Body));
        _headers["Content-Type"] = answer.ContentType;
        _headers["Content-Length"] = answer.Body.Length.ToString(CultureInfo.InvariantCulture);
        _headers["Date"] = now.ToString("R", CultureInfo.InvariantCulture);
        if (answer.ETag is { } version)
            _headers["ETag"] = version;
        if (answer.ErrorCode is { } code)
            _headers["x-ms-error-code"] = code;
        foreach (var (name, value) in answer.Headers)
            _headers[name] = value;
    }

    public override int Status { get; }

    public override string ReasonPhrase => "";

    public override Stream? ContentStream { get; set; }

    public override string ClientRequestId { get; set; }

    public override void Dispose() => ContentStream?.Dispose();

    protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => _headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = _headers.TryGetValue(name, out var value) ? [value] : null;
        return values is not null;
    }

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(header => new HttpHeader(header.Key, header.Value));

    // The SDKs read an answer again after they have disposed of it, which only their own transport allows.
    private sealed class OpenStream(byte[] body) : MemoryStream(body)
    {
        public override void Close()
        {
        }
    }
}
