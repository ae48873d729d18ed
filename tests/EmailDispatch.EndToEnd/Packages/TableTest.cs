using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

/// <summary>A test with a table of its own.</summary>
public abstract class TableTest(Azurite azurite) : IAsyncLifetime
{
    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    protected Azurite Azurite { get; } = azurite;

    protected TableClient Table { get; } = new(azurite.ConnectionString, $"T{Guid.NewGuid():N}");

    public async ValueTask InitializeAsync() => await Table.CreateAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        await Table.DeleteAsync(CancellationToken.None);
        GC.SuppressFinalize(this);
    }
}
