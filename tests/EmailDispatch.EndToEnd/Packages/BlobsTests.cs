using System.Security.Cryptography;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class BlobsTests(Azurite azurite) : IAsyncLifetime
{
    private readonly BlobContainerClient _container = new(azurite.ConnectionString, $"b{Guid.NewGuid():N}");

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await _container.CreateAsync(cancellationToken: Cancellation);

    public async ValueTask DisposeAsync() => await _container.DeleteAsync(cancellationToken: CancellationToken.None);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(9 * 1024 * 1024)]
    public async Task Blob_comes_back_byte_for_byte(int size)
    {
        var bytes = RandomNumberGenerator.GetBytes(size);
        var blob = _container.GetBlobClient("20260101/payload");

        await blob.UploadAsync(BinaryData.FromBytes(bytes), overwrite: true, Cancellation);
        var content = await blob.DownloadContentAsync(Cancellation);

        Assert.Equal(bytes, content.Value.Content.ToArray());
    }

    [Fact]
    public async Task Upload_without_overwrite_of_a_blob_that_exists_is_409()
    {
        var blob = _container.GetBlobClient("a");
        await blob.UploadAsync(BinaryData.FromString("1"), Cancellation);

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => blob.UploadAsync(BinaryData.FromString("2"), Cancellation));

        Assert.Equal((409, "BlobAlreadyExists"), (failure.Status, failure.ErrorCode));
    }

    [Fact]
    public async Task Missing_blob_is_BlobNotFound_and_deleted_if_exists_without_a_throw()
    {
        var blob = _container.GetBlobClient("none");

        var failure = await Assert.ThrowsAsync<RequestFailedException>(() => blob.DownloadContentAsync(Cancellation));
        var deleted = await blob.DeleteIfExistsAsync(cancellationToken: Cancellation);

        Assert.Equal((404, "BlobNotFound"), (failure.Status, failure.ErrorCode));
        Assert.False(deleted.Value);
    }

    [Fact]
    public async Task Blobs_are_listed_by_prefix_and_deleted()
    {
        foreach (var name in (string[])["20260101/a", "20260101/b", "20260102/c"])
            await _container.UploadBlobAsync(name, BinaryData.FromString(name), Cancellation);

        var listed = await _container.GetBlobsAsync(BlobTraits.None, BlobStates.None, "20260101/", Cancellation).Select(b => b.Name).ToListAsync(Cancellation);
        await _container.DeleteBlobAsync("20260101/a", cancellationToken: Cancellation);
        var exists = await _container.GetBlobClient("20260101/a").ExistsAsync(Cancellation);

        Assert.Equal(["20260101/a", "20260101/b"], listed);
        Assert.False(exists.Value);
    }
}
