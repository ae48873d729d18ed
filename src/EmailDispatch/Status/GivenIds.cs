using Azure;
using Azure.Data.Tables;
using EmailDispatch.Emails;
using EmailDispatch.Storage;

namespace EmailDispatch.Status;

/// <summary>
/// The table <c>GivenIds</c>. Our own ids locate their rows. Other services may also name their emails by other UUIDs, such as version 4. Such a
/// UUID has a row here with the id: <c>PK = {tenant}|{its last two digits}</c>, <c>RK</c> = the UUID. It is written before anything else of the email
/// and never changed, so a repeated request with the same UUID refers to the same email.
/// </summary>
public sealed class GivenIds(TableServiceClient tables, TimeProvider time)
{
    public const string TableName = "GivenIds";

    private readonly TableClient _table = tables.GetTableClient(TableName);

    /// <summary>Stores the UUID that a sender gave an email.</summary>
    /// <returns><paramref name="id"/>, or the earlier id if the tenant has used the UUID before.</returns>
    /// <exception cref="RequestFailedException">Storage failed.</exception>
    public async Task<EmailId> KeepAsync(string tenant, Guid given, EmailId id, CancellationToken cancellationToken)
    {
        var (partition, key) = KeysOf(tenant, given);
        var row = new TableEntity(partition, key) { ["Id"] = id.ToString(), ["CreatedAt"] = time.GetUtcNow() };
        return await _table.TryInsertAsync(row, cancellationToken) is not null
            ? id
            : await ReadAsync(tenant, given, cancellationToken) ?? throw new InvalidDataException($"The row of {given} exists and cannot be read.");
    }

    /// <summary>Finds the id of an email by that id, or by the UUID stored for it; null for anything else.</summary>
    public async Task<EmailId?> FindAsync(string tenant, string text, CancellationToken cancellationToken)
    {
        if (!Guid.TryParse(text, out var uuid))
            return null;
        return EmailId.TryParse(uuid.ToString(), out var id) ? id : await ReadAsync(tenant, uuid, cancellationToken);
    }

    private async Task<EmailId?> ReadAsync(string tenant, Guid given, CancellationToken cancellationToken)
    {
        var (partition, key) = KeysOf(tenant, given);
        return await _table.FindAsync(partition, key, cancellationToken) is { } row && EmailId.TryParse(row.GetString("Id"), out var id) ? id : null;
    }

    private static (string Partition, string Row) KeysOf(string tenant, Guid given)
    {
        var text = given.ToString();
        return ($"{tenant}|{text[^2..]}", text);
    }
}
