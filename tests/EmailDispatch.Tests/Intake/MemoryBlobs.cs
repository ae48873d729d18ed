using System.Collections.Concurrent;
using Azure;
using Azure.Storage;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace EmailDispatch.Tests.Intake;

/// <summary>An account with one container in memory, which fails when told to.</summary>
internal sealed class MemoryBlobs : BlobServiceClient
{
    private readonly ConcurrentDictionary<string, BinaryData> _blobs = new();

    /// <summary>What every request answers; null for none.</summary>
    public RequestFailedException? Fault { get; set; }

    public IEnumerable<string> Names => _blobs.Keys;

    /// <summary>The blobs that were written, oldest first.</summary>
    public ConcurrentQueue<string> Written { get; } = new();

    /// <summary>The blobs whose metadata was replaced.</summary>
    public ConcurrentQueue<string> Marked { get; } = new();

    public override BlobContainerClient GetBlobContainerClient(string blobContainerName) => new Container(this);

    private void Answer()
    {
        if (Fault is not null)
            throw Fault;
    }

    private sealed class Container(MemoryBlobs account) : BlobContainerClient
    {
        public override BlobClient GetBlobClient(string blobName) => new Blob(account, blobName);
    }

    private sealed class Blob(MemoryBlobs account, string name)
        : BlobClient(new Uri($"https://account.blob.example/payloads/{name}"), new StorageSharedKeyCredential("account", "a2V5"))
    {
        public override Task<Response<BlobContentInfo>> UploadAsync(BinaryData content, bool overwrite = false, CancellationToken cancellationToken = default)
        {
            account.Answer();
            account.Written.Enqueue(name);
            account._blobs[name] = content;
            return Task.FromResult<Response<BlobContentInfo>>(null!);
        }

        public override Task<Response<BlobContentInfo>> UploadAsync(BinaryData content, BlobUploadOptions options, CancellationToken cancellationToken = default)
        {
            account.Answer();
            account.Written.Enqueue(name);
            account._blobs.TryAdd(name, content);
            return Task.FromResult<Response<BlobContentInfo>>(null!);
        }

        public override Task<Response<BlobInfo>> SetMetadataAsync(
            IDictionary<string, string> metadata, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
        {
            account.Answer();
            account.Marked.Enqueue(name);
            return Task.FromResult<Response<BlobInfo>>(null!);
        }

        public override Task<Response<BlobDownloadResult>> DownloadContentAsync(CancellationToken cancellationToken)
        {
            account.Answer();
            return account._blobs.TryGetValue(name, out var content)
                ? Task.FromResult(Response.FromValue(BlobsModelFactory.BlobDownloadResult(content: content), null!))
                : throw new RequestFailedException(404, "none", "BlobNotFound", null);
        }

        public override Task<Response<bool>> ExistsAsync(CancellationToken cancellationToken = default)
        {
            account.Answer();
            return Task.FromResult(Response.FromValue(account._blobs.ContainsKey(name), null!));
        }

        public override Task<Response<bool>> DeleteIfExistsAsync(
            DeleteSnapshotsOption snapshotsOption = default, BlobRequestConditions? conditions = null, CancellationToken cancellationToken = default)
        {
            account.Answer();
            return Task.FromResult(Response.FromValue(account._blobs.TryRemove(name, out _), null!));
        }
    }
}
