using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using EmailDispatch.Emails;
using EmailDispatch.Storage;

namespace EmailDispatch.Queueing;

/// <summary>
/// The attachments that are sent as links, each in a blob of the container <c>payloads</c>: <c>links/{yyyyMMdd}/{tenant}/{id}/{n}</c>. In a folder of their
/// own, they are listed without the emails. The name follows from the email's id, so a repeated submission writes the same blob again. The container is private; only a signed link opens a blob.
/// </summary>
public sealed class LinkedFileStore(BlobServiceClient blobs, ReadLinks links)
{
    // Whatever a file claims to be, a browser must save it, not show it as a page of the storage account.
    private const string StoredType = "application/octet-stream";

    private const string Folder = "links/";

    private const string NameKey = "name";
    private const string TypeKey = "type";
    private const string UntilKey = "until";

    private const int MaxConcurrency = 4;

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(PayloadStore.ContainerName);

    /// <summary>Stores files; one that is already stored is replaced.</summary>
    public Task SaveAsync(IEnumerable<(LinkedFile File, byte[] Content)> files, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        files, new ParallelOptions { MaxDegreeOfParallelism = MaxConcurrency, CancellationToken = cancellationToken },
        async (entry, token) =>
        {
            var (file, content) = entry;
            var options = new BlobUploadOptions
            {
                HttpHeaders = new BlobHttpHeaders { ContentType = StoredType, ContentDisposition = DispositionOf(file.Filename), CacheControl = "private, no-store" },
                Metadata = new Dictionary<string, string>
                {
                    [NameKey] = Uri.EscapeDataString(file.Filename),
                    [TypeKey] = Uri.EscapeDataString(file.ContentType),
                    [UntilKey] = file.Until.ToString("O", CultureInfo.InvariantCulture),
                },
            };
            await BlobOf(file).UploadAsync(new BinaryData(content), options, token);
        });

    /// <summary>Returns the link to a file, whether it is stored yet or not.</summary>
    public ValueTask<Uri> LinkToAsync(LinkedFile file, CancellationToken cancellationToken) => links.SignAsync(BlobOf(file), file.Until, cancellationToken);

    /// <summary>Lists the files of an email that are stored, in the order of the request.</summary>
    public async Task<IReadOnlyList<LinkedFile>> ListAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        var files = new List<LinkedFile>();
        await foreach (var (file, _) in ListAsync($"{FolderOf(tenant, id)}/", cancellationToken))
            files.Add(file);
        return [.. files.OrderBy(file => file.Index)];
    }

    /// <summary>Lists every file by day of acceptance, with the version of its blob.</summary>
    public IAsyncEnumerable<(LinkedFile File, ETag Version)> ListAsync(CancellationToken cancellationToken) => ListAsync(Folder, cancellationToken);

    /// <summary>Deletes a file if it has not changed since it was listed.</summary>
    public async Task<bool> TryDeleteAsync(LinkedFile file, ETag version, CancellationToken cancellationToken)
    {
        try
        {
            await BlobOf(file).DeleteAsync(conditions: new BlobRequestConditions { IfMatch = version }, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (StorageFaults.IsLost(changed))
        {
            return false;
        }
    }

    /// <summary>Deletes the files of an email; their links end at once.</summary>
    public async Task DeleteAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        foreach (var file in await ListAsync(tenant, id, cancellationToken))
            await BlobOf(file).DeleteIfExistsAsync(cancellationToken: cancellationToken);
    }

    /// <summary>
    /// The header field with which a browser saves a file under its name (RFC 6266): in ASCII for old clients, and as it is. Characters that separate
    /// folders are replaced.
    /// </summary>
    internal static string DispositionOf(string filename)
    {
        var name = filename.Replace('/', '_').Replace('\\', '_');
        var plain = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
            plain.Append(rune.Value is < ' ' or > '~' or '"' or '%' ? "_" : rune.ToString());
        return $"attachment; filename=\"{plain}\"; filename*=UTF-8''{Uri.EscapeDataString(name)}";
    }

    private async IAsyncEnumerable<(LinkedFile File, ETag Version)> ListAsync(string prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(new GetBlobsOptions { Traits = BlobTraits.Metadata, Prefix = prefix }, cancellationToken))
        {
            if (blob.Name.Split('/') is [_, _, var tenant, var text, var n] && EmailId.TryParse(text, out var id) && int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var index))
                yield return (Read(blob, tenant, id, index), blob.Properties.ETag ?? default);
        }
    }

    private static LinkedFile Read(BlobItem blob, string tenant, EmailId id, int index)
    {
        // Metadata may have been removed by hand; then the longest lifetime counts.
        var until = DateTimeOffset.TryParse(Find(UntilKey), CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var stored)
            ? stored
            : (blob.Properties.LastModified ?? DateTimeOffset.MaxValue - ReadLinks.MaxLifetime) + ReadLinks.MaxLifetime;
        return new LinkedFile(tenant, id, index, Find(NameKey), Find(TypeKey), blob.Properties.ContentLength ?? 0, until);

        string Find(string key) => blob.Metadata.TryGetValue(key, out var value) ? Uri.UnescapeDataString(value) : "";
    }

    private BlobClient BlobOf(LinkedFile file) =>
        _container.GetBlobClient(string.Create(CultureInfo.InvariantCulture, $"{FolderOf(file.Tenant, file.EmailId)}/{file.Index}"));

    private static string FolderOf(string tenant, EmailId id) => $"{Folder}{PayloadStore.NameOf(tenant, id)}";
}
