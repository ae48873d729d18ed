using Azure.Data.Tables;
using EmailDispatch.Tests.Providers.State;

namespace EmailDispatch.Tests.Events;

/// <summary>An account with tables in memory.</summary>
internal sealed class NamedTables : TableServiceClient
{
    private readonly Dictionary<string, MemoryTable> _tables = [];

    public MemoryTable this[string name] => _tables.TryGetValue(name, out var table) ? table : _tables[name] = new MemoryTable();

    public override TableClient GetTableClient(string tableName) => this[tableName];
}
