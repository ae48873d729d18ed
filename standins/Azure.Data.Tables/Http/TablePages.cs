namespace Azure.Data.Tables.Http;

internal delegate Task<Page<T>> PageReader<T>(string continuationToken, int? pageSize);

/// <summary>Asks for page after page, as far as the caller reads.</summary>
internal sealed class TablePages<T>(PageReader<T> read, int? maxPerPage) : AsyncPageable<T>
{
    public override async IAsyncEnumerable<Page<T>> AsPages(string continuationToken = null, int? pageSizeHint = null)
    {
        do
        {
            var page = await read(continuationToken, pageSizeHint ?? maxPerPage).ConfigureAwait(false);
            yield return page;
            continuationToken = page.ContinuationToken;
        }
        while (!string.IsNullOrEmpty(continuationToken));
    }
}
