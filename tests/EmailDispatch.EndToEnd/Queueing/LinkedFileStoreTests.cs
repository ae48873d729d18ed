using Azure;
using Azure.Storage.Blobs;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Storage;

namespace EmailDispatch.EndToEnd.Queueing;

/// <summary>The blobs of attachments that are sent as links.</summary>
public sealed class LinkedFileStoreTests(Azurite azurite)
{
    private static readonly DateTimeOffset Until = new(2026, 12, 24, 18, 30, 0, TimeSpan.Zero);

    private readonly string _tenant = $"t{Guid.NewGuid():N}"[..20];
    private readonly EmailId _id = EmailId.New(TimeProvider.System);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Files_are_listed_in_the_order_of_the_request_with_all_that_is_known_of_them()
    {
        var store = await StoreAsync();
        var files = Enumerable.Range(0, 12).Select(n => File(n, n)).ToList();
        await store.SaveAsync(files.AsEnumerable().Reverse().Select(file => (file, new byte[file.Size])), Cancellation);
        await store.SaveAsync([(File(0, 3) with { EmailId = EmailId.New(TimeProvider.System) }, new byte[3])], Cancellation);

        var listed = await store.ListAsync(_tenant, _id, Cancellation);

        Assert.Equal(files, listed);
    }

    [Fact]
    public async Task Browser_saves_a_file_and_caches_nothing()
    {
        var store = await StoreAsync();
        var file = File(0, 5) with { Filename = "Grüße.html", ContentType = "text/html" };

        await store.SaveAsync([(file, "hello"u8.ToArray())], Cancellation);

        var blob = new BlobClient(azurite.ConnectionString, PayloadStore.ContainerName, $"links/{PayloadStore.NameOf(_tenant, _id)}/0");
        var properties = (await blob.GetPropertiesAsync(cancellationToken: Cancellation)).Value;
        Assert.Equal("application/octet-stream", properties.ContentType);
        Assert.Equal(LinkedFileStore.DispositionOf("Grüße.html"), properties.ContentDisposition);
        Assert.Equal("private, no-store", properties.CacheControl);
        Assert.Equal("hello", (await blob.DownloadContentAsync(Cancellation)).Value.Content.ToString());
        Assert.Equal(blob.Uri.AbsolutePath, (await store.LinkToAsync(file, Cancellation)).AbsolutePath);
    }

    [Fact]
    public async Task File_that_changed_since_it_was_listed_is_not_deleted()
    {
        var store = await StoreAsync();
        await store.SaveAsync([(File(0, 1), [1])], Cancellation);
        var (file, version) = Assert.Single(await AllAsync(store));
        await store.SaveAsync([(file with { Filename = "new.pdf", Size = 2 }, [1, 2])], Cancellation);

        Assert.False(await store.TryDeleteAsync(file, version, Cancellation));
        var (changed, newVersion) = Assert.Single(await AllAsync(store));
        Assert.Equal(("new.pdf", 2L), (changed.Filename, changed.Size));
        Assert.True(await store.TryDeleteAsync(changed, newVersion, Cancellation));
        Assert.Empty(await AllAsync(store));
        Assert.False(await store.TryDeleteAsync(changed, newVersion, Cancellation));
    }

    [Fact]
    public async Task Deletion_takes_the_files_of_one_email()
    {
        var store = await StoreAsync();
        var other = File(0, 1) with { EmailId = EmailId.New(TimeProvider.System) };
        await store.SaveAsync([(File(0, 1), [1]), (File(1, 1), [1]), (other, [1])], Cancellation);

        await store.DeleteAsync(_tenant, _id, Cancellation);

        Assert.Equal(other, Assert.Single(await AllAsync(store)).File);
    }

    [Fact]
    public async Task File_without_its_metadata_is_kept_for_the_longest_lifetime()
    {
        var store = await StoreAsync();
        var file = File(0, 1);
        await store.SaveAsync([(file, [1])], Cancellation);
        var blob = new BlobClient(azurite.ConnectionString, PayloadStore.ContainerName, $"links/{PayloadStore.NameOf(_tenant, _id)}/0");
        var changed = await blob.SetMetadataAsync(new Dictionary<string, string>(), cancellationToken: Cancellation);

        var listed = Assert.Single(await store.ListAsync(_tenant, _id, Cancellation));

        Assert.Equal(file with { Filename = "", ContentType = "", Until = changed.Value.LastModified + ReadLinks.MaxLifetime }, listed);
    }

    [Theory]
    [InlineData("{0}/no-number")]
    [InlineData("{0}/+1")]
    [InlineData("{0}/1/2")]
    [InlineData("no-id/1")]
    public async Task Blob_with_another_name_is_no_file(string name)
    {
        var store = await StoreAsync();
        var container = new BlobContainerClient(azurite.ConnectionString, PayloadStore.ContainerName);
        var folder = $"links/{_id.AcceptedAt:yyyyMMdd}/{_tenant}/";
        await container.UploadBlobAsync(folder + string.Format(null, name, _id), BinaryData.FromString("x"), Cancellation);

        Assert.Empty(await AllAsync(store));
    }

    [Fact]
    public async Task Refusal_is_not_taken_for_a_changed_file()
    {
        var client = new BlobServiceClient(azurite.ConnectionString, RefusedRequests.In(new BlobClientOptions()));
        var store = new LinkedFileStore(client, new ReadLinks(client, TimeProvider.System));

        var refused = await Assert.ThrowsAsync<RequestFailedException>(() => store.TryDeleteAsync(File(0, 1), new ETag("\"0x1\""), Cancellation));

        Assert.Equal(403, refused.Status);
    }

    private LinkedFile File(int index, int size) => new(_tenant, _id, index, $"Rechnung für {index}.pdf", "application/pdf", size, Until.AddMinutes(index));

    private async Task<LinkedFileStore> StoreAsync()
    {
        var client = new BlobServiceClient(azurite.ConnectionString);
        await client.GetBlobContainerClient(PayloadStore.ContainerName).CreateIfNotExistsAsync(cancellationToken: Cancellation);
        return new LinkedFileStore(client, new ReadLinks(client, TimeProvider.System));
    }

    private async Task<List<(LinkedFile File, ETag Version)>> AllAsync(LinkedFileStore store) =>
        await store.ListAsync(Cancellation).Where(listed => listed.File.Tenant == _tenant).ToListAsync(Cancellation);
}
