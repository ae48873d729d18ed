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
/// The container <c>payloads</c>: emails that do not fit a queue message, at <c>{yyyyMMdd}/{tenant}/{id}</c>; and drops that wait and are too large
/// to be given an id, as they came, at the same name with <c>.drop</c>.
/// </summary>
public sealed class PayloadStore(BlobServiceClient blobs)
{
    /// <summary>The container's name.</summary>
    public const string ContainerName = "payloads";

    private const string DropSuffix = ".drop";

    // Metadata of a blob whose email is not accepted yet.
    private const string DraftKey = "draft";

    private readonly BlobContainerClient _container = blobs.GetBlobContainerClient(ContainerName);

    /// <summary>The name of an email's blob. With the tenant: a service that drops emails may give those of two tenants one id.</summary>
    public static string NameOf(string tenant, EmailId id) => string.Create(CultureInfo.InvariantCulture, $"{id.AcceptedAt:yyyyMMdd}/{tenant}/{id}");

    /// <summary>Whether an email is stored.</summary>
    public async Task<bool> ExistsAsync(string tenant, EmailId id, CancellationToken cancellationToken) =>
        (await _container.GetBlobClient(NameOf(tenant, id)).ExistsAsync(cancellationToken)).Value;

    /// <summary>Makes sure that an email is stored, and is not deleted by one who found it before this.</summary>
    /// <returns>Whether it is stored.</returns>
    public async Task<bool> TryKeepAsync(string tenant, EmailId id, CancellationToken cancellationToken)
    {
        try
        {
            // Any metadata, none included, gives the blob a new version and a new time of change.
            await _container.GetBlobClient(NameOf(tenant, id)).SetMetadataAsync(new Dictionary<string, string>(), cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException gone) when (gone.ErrorCode == BlobErrorCode.BlobNotFound)
        {
            return false;
        }
    }

    /// <summary>Whether an email is stored and was accepted: <see cref="MarkAcceptedAsync"/> was called since it was saved as a draft.</summary>
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

    /// <summary>Every stored email, by the day of its acceptance.</summary>
    public async IAsyncEnumerable<StoredPayload> ListAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var blob in _container.GetBlobsAsync(cancellationToken: cancellationToken))
        {
            var isDrop = blob.Name.EndsWith(DropSuffix, StringComparison.Ordinal);
            if (blob.Name[..^(isDrop ? DropSuffix.Length : 0)].Split('/') is [_, var tenant, var text] && EmailId.TryParse(text, out var id))
                yield return new StoredPayload(tenant, id, blob.Properties.LastModified ?? DateTimeOffset.MaxValue, blob.Properties.ETag ?? default) { IsDrop = isDrop };
        }
    }

    /// <summary>Stores an email, once: what is stored under its id already is the email that was accepted, whatever comes later.</summary>
    /// <returns>The blob's name.</returns>
    public Task<string> SaveAsync(string tenant, EmailId id, Email email, CancellationToken cancellationToken) =>
        SaveAsync(tenant, id, email, metadata: null, cancellationToken);

    /// <summary>Likewise an email that is not accepted yet. <see cref="MarkAcceptedAsync"/> follows once its message is on the queue.</summary>
    public Task<string> SaveDraftAsync(string tenant, EmailId id, Email email, CancellationToken cancellationToken) =>
        SaveAsync(tenant, id, email, new Dictionary<string, string> { [DraftKey] = "true" }, cancellationToken);

    /// <summary>Records that the email of a draft is accepted; one that is sent and deleted already is no fault.</summary>
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

    /// <summary>Reads an email.</summary>
    public async Task<Email> ReadAsync(string name, CancellationToken cancellationToken)
    {
        // One request; OpenRead would ask for the properties first, and fail differently where the blob is deleted in between.
        using var download = (await _container.GetBlobClient(name).DownloadStreamingAsync(cancellationToken: cancellationToken)).Value;
        await using var stream = download.Content;
        return await JsonSerializer.DeserializeAsync(stream, QueueJson.Relaxed.Email, cancellationToken)
            ?? throw new InvalidDataException($"The payload blob {name} holds no email.");
    }

    /// <summary>Deletes an email, if nobody has touched it since it was listed.</summary>
    /// <returns>Whether it was deleted.</returns>
    public async Task<bool> TryDeleteAsync(StoredPayload payload, CancellationToken cancellationToken)
    {
        try
        {
            var unchanged = new BlobRequestConditions { IfMatch = payload.Version };
            var name = NameOf(payload.Tenant, payload.Id) + (payload.IsDrop ? DropSuffix : "");
            await _container.GetBlobClient(name).DeleteAsync(conditions: unchanged, cancellationToken: cancellationToken);
            return true;
        }
        catch (RequestFailedException changed) when (StorageFaults.IsLost(changed))
        {
            return false;
        }
    }

    /// <summary>Deletes an email that has ended; one that is gone already is no fault.</summary>
    public Task DeleteAsync(string name, CancellationToken cancellationToken) =>
        _container.GetBlobClient(name).DeleteIfExistsAsync(cancellationToken: cancellationToken);

    /// <summary>Stores a drop as it came; one that is stored already is kept for longer.</summary>
    public Task SaveDropAsync(string tenant, EmailId id, BinaryData drop, CancellationToken cancellationToken) =>
        DropOf(tenant, id).UploadAsync(drop, overwrite: true, cancellationToken);

    /// <summary>Reads a drop; null where none is stored.</summary>
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

    /// <summary>Deletes a drop that was taken.</summary>
    public Task DeleteDropAsync(string tenant, EmailId id, CancellationToken cancellationToken) =>
        DropOf(tenant, id).DeleteIfExistsAsync(cancellationToken: cancellationToken);

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

/// <summary>An email in the payload store, as it was when it was listed.</summary>
/// <param name="Tenant">Whose it is.</param>
/// <param name="Id">Its id.</param>
/// <param name="ChangedAt">When it was stored, or last asked to be retried.</param>
/// <param name="Version">The blob's version.</param>
public sealed record StoredPayload(string Tenant, EmailId Id, DateTimeOffset ChangedAt, ETag Version)
{
    /// <summary>Whether it is a drop that waits, not an email that was accepted.</summary>
    public bool IsDrop { get; init; }
}
