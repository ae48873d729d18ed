using Azure;
using Azure.Data.Tables;
using EmailDispatch.Domains;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Secrets;

namespace EmailDispatch.Benchmarks.Storage;

/// <summary>Tables in which one domain is signed for, and its private key.</summary>
internal sealed class SignedTables(TableServiceClient others, TableEntity row) : TableServiceClient
{
    /// <summary>Makes an RSA key for a domain, as if its record had been seen.</summary>
    public static async Task<SignedTables> OverAsync(TableServiceClient others, string tenant, string name, ISecretStore store, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        var made = NewKey.Make(DomainId.Of(tenant, name), DkimAlgorithm.Rsa, now);
        await store.WriteAsync(made.Key.SecretName(DomainId.Of(tenant, name)), made.PrivatePem, cancellationToken);
        var domain = new MailDomain { Id = DomainId.Of(tenant, name), Tenant = tenant, Name = name, CreatedAt = now, Keys = [made.Key with { IsPublished = true, PublishedAt = now }] };
        return new SignedTables(others, DomainTable.ToEntity(domain));
    }

    public override TableClient GetTableClient(string tableName) => tableName == DomainTable.TableName ? new Domains(row) : others.GetTableClient(tableName);

    private sealed class Domains(TableEntity row) : TableClient
    {
        public override Task<Response<Azure.Data.Tables.Models.TableItem>> CreateIfNotExistsAsync(CancellationToken cancellationToken = default) =>
            Task.FromResult<Response<Azure.Data.Tables.Models.TableItem>>(null!);

        public override AsyncPageable<T> QueryAsync<T>(string? filter = null, int? maxPerPage = null, IEnumerable<string>? select = null, CancellationToken cancellationToken = default) =>
            AsyncPageable<T>.FromPages([Page<T>.FromValues([(T)(object)row], null, null!)]);
    }
}
