using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using EmailDispatch.Emails;

namespace EmailDispatch.Queueing;

/// <summary>The container <c>payloads</c>: emails that do not fit a queue message, at <c>{yyyyMMdd}/{id}</c>.</summary>
public sealed class PayloadStore(BlobServiceClient blobs) : IStoragePlace
{
    /// <summary>The container's name.</summary>
    public const string ContainerName = "payloads";

    // The id alone does not find the status row.
    private const string TenantKey = "tenant";

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(ContainerName);

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _container.CreateIfNotExistsAsync(cancellationToken: cancellationToken);

    /// <summary>The name of an email's blob.</summary>
    public static string NameOf(EmailId id) => string.Create(CultureInfo.InvariantCulture, $"{id.AcceptedAt:yyyyMMdd}/{id}");

    /// <summary>Whether an email is stored.</summary>
    public async Task<bool> ExistsAsync(EmailId id, CancellationToken cancellationToken) =>
        (await _container.GetBlobClient(NameOf(id)).ExistsAsync(cancellationToken)).Value;

    /// <summary>Every stored email, by the day of its acceptance.</summary>
    public async IAsyncEnumerable<StoredPayload> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(BlobTraits.Metadata, BlobStates.None, null, cancellationToken))
        {
            if (EmailId.TryParse(blob.Name[(blob.Name.LastIndexOf('/') + 1)..], out var id))
                yield return new StoredPayload(id, blob.Metadata.TryGetValue(TenantKey, out var tenant) ? tenant : null);
        }
    }

    /// <summary>Stores an email.</summary>
    /// <returns>The blob's name.</returns>
    public async Task<string> SaveAsync(string tenant, EmailId id, Email email, CancellationToken cancellationToken)
    {
        var name = NameOf(id);
        var json = JsonSerializer.SerializeToUtf8Bytes(email, QueueJson.Relaxed.Email);
        var options = new BlobUploadOptions { Metadata = new Dictionary<string, string> { [TenantKey] = tenant } };
        await _container.GetBlobClient(name).UploadAsync(new BinaryData(json), options, cancellationToken);
        return name;
    }

    /// <summary>Reads an email.</summary>
    public async Task<Email> ReadAsync(string name, CancellationToken cancellationToken)
    {
        // One request; OpenRead would ask for the properties first, and fail differently where the blob is deleted in between.
        using var download = (await _container.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
        await using var stream = download.Content;
        return await JsonSerializer.DeserializeAsync(stream, QueueJson.Relaxed.Email, cancellationToken)
            ?? throw new InvalidDataException($"The payload blob {name} holds no email.");
    }

    /// <summary>Deletes an email that has ended; one that is gone already is no fault.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);
}
