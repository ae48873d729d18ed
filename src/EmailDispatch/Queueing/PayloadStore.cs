using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using EmailDispatch.Emails;
using EmailDispatch.Storage;

namespace EmailDispatch.Queueing;

/// <summary>
/// The container <c>payloads</c>. It holds emails that do not fit a queue message, at <c>{yyyyMMdd}/{tenant}/{id}</c>, and waiting drops that have
/// no room for an id, as received, at the same name with <c>.drop</c>.
/// </summary>
public sealed class PayloadStore(BlobServiceClient blobs)
{
    public const string ContainerName = "payloads";

    private const string DropSuffix = ".drop";

    // The metadata key of a blob whose email is not accepted yet.
    private const string DraftKey = "draft";

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(ContainerName);

    /// <summary>The name of an email's blob. It includes the tenant because a service may drop emails of two tenants under one id.</summary>
    public static string NameOf(string tenant, EmailId id) => string.Create(CultureInfo.InvariantCulture, $"{id.AcceptedAt:yyyyMMdd}/{tenant}/{id}");

    public async Task<bool> ExistsAsync(string tenant, EmailId id, CancellationToken cancellationToken) =>
        (await _container.GetBlobClient(NameOf(tenant, id)).ExistsAsync(cancellationToken)).Value;

    /// <summary>Whether an email is stored. If so, protects it from deletion by anyone who listed it before.</summary>
    public async Task<bool> TryKeepAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        try
        {
            // Setting metadata, even to none, gives the blob a new version and a new modification time.
            await _container.GetBlobClient(NameOf(tenant, id)).SetMetadataAsync(new Dictionary<string, string>(), cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return false;
        }
    }

    /// <summary>Whether an email is stored and accepted: <see cref="MarkAcceptedAsync"/> was called if it was saved as a draft.</summary>
    public async Task<bool> IsAcceptedAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        try
        {
            var properties = await _container.GetBlobClient(NameOf(tenant, id)).GetPropertiesAsync(cancellationToken: cancellationToken);
            return !properties.Value.Metadata.ContainsKey(DraftKey);
        }
        catch (RequestFailedException missing) when (StorageFaults.IsMissing(missing))
        {
            return false;
        }
    }

    /// <summary>Lists every stored email and drop, by day of acceptance.</summary>
    public IAsyncEnumerable<StoredPayload> ListAsync(CancellationToken cancellationToken) => ListAsync(prefix: null, cancellationToken);

    /// <summary>Lists a tenant's emails and drops of one day, by name.</summary>
    public IAsyncEnumerable<StoredPayload> ListAsync(string tenant, DateTimeOffset day, CancellationToken cancellationToken) =>
        ListAsync(string.Create(CultureInfo.InvariantCulture, $"{day:yyyyMMdd}/{tenant}/"), cancellationToken);

    private async IAsyncEnumerable<StoredPayload> ListAsync(string? prefix, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(new GetBlobsOptions { Prefix = prefix }, cancellationToken))
        {
            var isDrop = blob.Name.EndsWith(DropSuffix, StringComparison.Ordinal);
            if (blob.Name[..^(isDrop ? DropSuffix.Length : 0)].Split('/') is [_, var tenant, var text] && EmailId.TryParse(text, out var id))
                yield return new StoredPayload(tenant, id, blob.Properties.LastModified ?? DateTimeOffset.MaxValue, blob.Properties.ETag ?? default) { IsDrop = isDrop };
        }
    }

    /// <summary>Stores an email, once: a blob already stored under its id is the accepted email and is not replaced.</summary>
    /// <returns>The blob's name.</returns>
    public Task<string> SaveAsync(string tenant, EmailId id, Email email, CancellationToken cancellationToken) =>
        SaveAsync(tenant, id, email, metadata: null, cancellationToken);

    /// <summary>Stores an email that is not accepted yet; <see cref="MarkAcceptedAsync"/> follows once its message is on the queue.</summary>
    public Task<string> SaveDraftAsync(string tenant, EmailId id, Email email, CancellationToken cancellationToken) =>
        SaveAsync(tenant, id, email, new Dictionary<string, string> { [DraftKey] = "true" }, cancellationToken);

    /// <summary>Records that the email of a draft is accepted. Does nothing if it was already sent and deleted.</summary>
    public async Task MarkAcceptedAsync(string name, CancellationToken cancellationToken)
    {
        try
        {
            await _container.GetBlobClient(name).SetMetadataAsync(new Dictionary<string, string>(), cancellationToken: cancellationToken);
        }
        catch (RequestFailedException missing) when (StorageFaults.IsMissing(missing))
        {
        }
    }

    public async Task<Email> ReadAsync(string name, CancellationToken cancellationToken)
    {
        // A single request. OpenRead would read the properties first, and fail differently if the blob is deleted in between.
        using var download = (await _container.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
        await using var stream = download.Content;
        return await JsonSerializer.DeserializeAsync(stream, QueueJson.Relaxed.Email, cancellationToken)
            ?? throw new InvalidDataException($"The payload blob {name} holds no email.");
    }

    /// <summary>Reads a listed blob as it is stored; null if it is gone.</summary>
    public async Task<BinaryData?> ReadAsync(StoredPayload payload, CancellationToken cancellationToken)
    {
        try
        {
            return (await _container.GetBlobClient(NameOf(payload)).DownloadContentAsync(cancellationToken)).Value.Content;
        }
        catch (RequestFailedException missing) when (StorageFaults.IsMissing(missing))
        {
            return null;
        }
    }

    /// <summary>Deletes an email if it has not changed since it was listed.</summary>
    public async Task<bool> TryDeleteAsync(StoredPayload payload, CancellationToken cancellationToken)
    {
        try
        {
            var unchanged = new BlobRequestConditions { IfMatch = payload.Version };
            await _container.GetBlobClient(NameOf(payload)).DeleteAsync(conditions: unchanged, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (StorageFaults.IsLost(changed))
        {
            return false;
        }
    }

    /// <summary>Deletes an email that has ended, if it still exists.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Stores a drop as received. A drop that is already stored is kept for longer.</summary>
    public Task SaveDropAsync(string tenant, EmailId id, BinaryData drop, CancellationToken cancellationToken) =>
        DropOf(tenant, id).UploadAsync(drop, overwrite: true, cancellationToken);

    /// <summary>Reads a drop; null if none is stored.</summary>
    public async Task<BinaryData?> ReadDropAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        try
        {
            return (await DropOf(tenant, id).DownloadContentAsync(cancellationToken)).Value.Content;
        }
        catch (RequestFailedException missing) when (missing.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return null;
        }
    }

    public Task DeleteDropAsync(string tenant, EmailId id, CancellationToken cancellationToken) =>
        DropOf(tenant, id).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    private static string NameOf(StoredPayload payload) => NameOf(payload.Tenant, payload.Id) + (payload.IsDrop ? DropSuffix : "");

    private BlobClient DropOf(string tenant, EmailId id) => _container.GetBlobClient(NameOf(tenant, id) + DropSuffix);

    private async Task<string> SaveAsync(string tenant, EmailId id, Email email, IDictionary<string, string>? metadata, CancellationToken cancellationToken)
    {
        var name = NameOf(tenant, id);
        var json = JsonSerializer.SerializeToUtf8Bytes(email, QueueJson.Relaxed.Email);
        var once = new BlobUploadOptions { Metadata = metadata, Conditions = new BlobRequestConditions { IfNoneMatch = ETag.All } };
        try
        {
            await _container.GetBlobClient(name).UploadAsync(new BinaryData(json), once, cancellationToken);
        }
        catch (RequestFailedException stored) when (stored.ErrorCode == BlobErrorCode.BlobAlreadyExists)
        {
        }

        return name;
    }
}

/// <summary>A listed blob of the payload store; <c>ChangedAt</c> is when it was stored or its email last retried.</summary>
public sealed record StoredPayload(string Tenant, EmailId Id, DateTimeOffset ChangedAt, ETag Version)
{
    /// <summary>Whether it is a waiting drop, not an accepted email.</summary>
    public bool IsDrop { get; init; }
}
