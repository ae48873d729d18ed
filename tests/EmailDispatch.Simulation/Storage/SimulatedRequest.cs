using System.Diagnostics.CodeAnalysis;
using Azure.Core;

namespace EmailDispatch.Simulation.Storage;

/// <summary>A request of an SDK client.</summary>
internal sealed class SimulatedRequest : Request
{
    private readonly Dictionary<string, string> _headers = new(StringComparer.OrdinalIgnoreCase);

    public override string ClientRequestId { get; set; } = "";

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    public byte[] ReadBody()
    {
        if (Content is null)
            return [];
        using var body = new MemoryStream();
        Content.WriteTo(body, CancellationToken.None);
        return body.ToArray();
    }

    public override void Dispose() => Content?.Dispose();

    protected override void AddHeader(string name, string value) => _headers[name] = _headers.TryGetValue(name, out var before) ? $"{before},{value}" : value;

    protected override void SetHeader(string name, string value) => _headers[name] = value;

    protected override bool ContainsHeader(string name) => _headers.ContainsKey(name);

    protected override bool RemoveHeader(string name) => _headers.Remove(name);

    protected override bool TryGetHeader(string name, [NotNullWhen(true)] out string? value) => _headers.TryGetValue(name, out value);

    protected override bool TryGetHeaderValues(string name, [NotNullWhen(true)] out IEnumerable<string>? values)
    {
        values = _headers.TryGetValue(name, out var value) ? [value] : null;
        return values is not null;
    }

    protected override IEnumerable<HttpHeader> EnumerateHeaders() => _headers.Select(header => new HttpHeader(header.Key, header.Value));
}
