using Azure.Data.Tables;

namespace EmailDispatch.Tests.Providers.State;

/// <summary>An account with one table.</summary>
internal sealed class MemoryTables : TableServiceClient
{
    public MemoryTable Table { get; } = new();

    public override TableClient GetTableClient(string tableName) => Table;
}
