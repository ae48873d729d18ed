using System.Net;
using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Storage;

namespace EmailDispatch.Status;

/// <summary>
/// The table <c>GivenIds</c>. An id of ours tells where its row is; other services also name their emails by UUIDs that do not, such as those
/// of version 4. Such a UUID has a row here that tells the id: <c>PK = {tenant}|{its last two digits}</c>, <c>RK</c> = the UUID. It is written
/// before anything else of the email and never changed, so that whoever comes again under it goes on with the same email.
/// </summary>
public sealed class GivenIds(TableServiceClient tables, TimeProvider time) : IStoragePlace
{
    /// <summary>The table's name.</summary>
    public const string TableName = "GivenIds";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <inheritdoc />
    public Task CreateIfNotExistsAsync(CancellationToken cancellationToken) => _table.CreateIfNotExistsAsync(cancellationToken);

    /// <summary>Names an email by a UUID of its sender.</summary>
    /// <returns><paramref name="id"/>; where the tenant has used the UUID before, the id of then.</returns>
    /// <exception cref="RequestFailedException">Storage did not take it.</exception>
    public async Task<EmailId> KeepAsync(string tenant, Guid given, EmailId id, CancellationToken cancellationToken)
    {
        var (partition, key) = KeysOf(tenant, given);
        try
        {
            await _table.AddEntityAsync(new TableEntity(partition, key) { ["Id"] = id.ToString(), ["CreatedAt"] = time.GetUtcNow() }, cancellationToken);
            return id;
        }
        catch (RequestFailedException conflict) when (conflict.Status == (int)HttpStatusCode.Conflict)
        {
            return await ReadAsync(tenant, given, cancellationToken) ?? throw new InvalidDataException($"The row of {given} exists and cannot be read.", conflict);
        }
    }

    /// <summary>The id of the email that a caller names by it, or by a UUID that was kept for it; null for anything else.</summary>
    public async Task<EmailId?> FindAsync(string tenant, string text, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(text, out var uuid))
            return null;
        return EmailId.TryParse(uuid.ToString(), out var id) ? id : await ReadAsync(tenant, uuid, cancellationToken);
    }

    private async Task<EmailId?> ReadAsync(string tenant, Guid given, CancellationToken cancellationToken)
    {
        var (partition, key) = KeysOf(tenant, given);
        var entity = await _table.GetEntityIfExistsAsync<TableEntity>(partition, key, cancellationToken: cancellationToken);
        return entity.HasValue && EmailId.TryParse(entity.Value!.GetString("Id"), out var id) ? id : null;
    }

    private static (string Partition, string Row) KeysOf(string tenant, Guid given)
    {
        var text = given.ToString();
        return ($"{tenant}|{text[^2..]}", text);
    }
}
