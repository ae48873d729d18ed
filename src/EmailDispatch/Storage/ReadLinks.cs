using Azure;
using Azure.Storage.Blobs;
using Azure.Storage.Blobs.Models;
using Azure.Storage.Sas;

namespace EmailDispatch.Storage;

/// <summary>
/// Signs links that read one blob until a time (shared access signatures): with the account's key if a connection string gives one, as for the
/// emulator, otherwise with a user delegation key of the app's identity. Such a key lasts seven days at most, and so does a link.
/// https://learn.microsoft.com/rest/api/storageservices/get-user-delegation-key
/// </summary>
public sealed class ReadLinks(BlobServiceClient blobs, TimeProvider time)
{
    /// <summary>The longest a link lasts: what is left of a key that is about to be replaced, with a margin for clocks that differ.</summary>
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromDays(6);

    // From a moment ago, because clocks differ. Azure rejects more than seven days, by its own clock.
    private static readonly TimeSpan KeyMargin = TimeSpan.FromMinutes(15);
    private static readonly TimeSpan KeyLifetime = TimeSpan.FromDays(7) - (2 * KeyMargin);

    // Keys can be revoked; then links of a new one work again this soon.
    private static readonly TimeSpan KeyUse = TimeSpan.FromHours(1);

    private CurrentKey? _current;

    /// <summary>Whether the clients can sign: not with a connection string that has no key of the account.</summary>
    public static bool CanSign(string connectionString) => new BlobServiceClient(connectionString).CanGenerateAccountSasUri;

    /// <summary>Returns a link to a blob. It reads nothing else, and only over https unless the account is the emulator's.</summary>
    /// <exception cref="RequestFailedException">Storage gave no key.</exception>
    public async ValueTask<Uri> SignAsync(BlobClient blob, DateTimeOffset until, CancellationToken cancellationToken)
    {
        var isEncrypted = blob.Uri.Scheme == Uri.UriSchemeHttps;
        var signature = new BlobSasBuilder(BlobSasPermissions.Read, until)
        {
            BlobContainerName = blob.BlobContainerName,
            BlobName = blob.Name,
            Resource = "b",
            Protocol = isEncrypted ? SasProtocol.Https : SasProtocol.HttpsAndHttp,
        };
        return blob.CanGenerateSasUri ? blob.GenerateSasUri(signature) : blob.GenerateUserDelegationSasUri(signature, await KeyAsync(cancellationToken));
    }

    // Two callers may read a key at the same time; both keys are valid.
    private async ValueTask<UserDelegationKey> KeyAsync(CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (_current is { } current && now < current.ReplaceAt)
            return current.Key;

        var key = (await blobs.GetUserDelegationKeyAsync(now - KeyMargin, now + KeyLifetime, cancellationToken)).Value;
        _current = new CurrentKey(key, now + KeyUse);
        return key;
    }

    private sealed record CurrentKey(UserDelegationKey Key, DateTimeOffset ReplaceAt);
}
