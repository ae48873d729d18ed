using System.Text;
using Azure.Core;

namespace Azure.Data.Tables.Http;

/// <summary>
/// The body of an entity group transaction: one multipart/mixed batch with one change set, in which each part is a
/// whole HTTP request (OData 3.0, batch processing).
/// </summary>
internal sealed class TransactionContent : IDisposable
{
    private readonly MemoryStream _body = new(8192);
    private readonly string _batch = $"batch_{Guid.NewGuid()}";
    private readonly string _changeSet = $"changeset_{Guid.NewGuid()}";

    public TransactionContent() => Append($"--{_batch}\r\nContent-Type: multipart/mixed; boundary={_changeSet}\r\n\r\n");

    public string ContentType => $"multipart/mixed; boundary={_batch}";

    public async Task AddAsync(Request request, CancellationToken cancellationToken)
    {
        Append($"--{_changeSet}\r\nContent-Type: application/http\r\nContent-Transfer-Encoding: binary\r\n\r\n");
        Append($"{request.Method} {request.Uri.ToUri().AbsoluteUri} HTTP/1.1\r\n");
        foreach (var header in request.Headers)
            Append($"{header.Name}: {header.Value}\r\n");
        Append("\r\n");
        if (request.Content != null)
            await request.Content.WriteToAsync(_body, cancellationToken).ConfigureAwait(false);
        Append("\r\n");
    }

    public RequestContent Complete()
    {
        Append($"--{_changeSet}--\r\n\r\n--{_batch}--\r\n");
        return RequestContent.Create(_body.GetBuffer(), 0, (int)_body.Length);
    }

    public void Dispose() => _body.Dispose();

    private void Append(string text)
    {
        var start = (int)_body.Length;
        _body.SetLength(start + Encoding.UTF8.GetByteCount(text));
        Encoding.UTF8.GetBytes(text, _body.GetBuffer().AsSpan(start));
        _body.Position = _body.Length;
    }
}
