using Azure;
using EmailDispatch.Endpoints;
using EmailDispatch.Tests.Providers.State;

namespace EmailDispatch.Tests.Endpoints;

public sealed class EndpointListTests
{
    private readonly ManualTime _time = new(DateTimeOffset.Parse("2026-11-21T10:00:00Z", System.Globalization.CultureInfo.InvariantCulture));
    private readonly MemoryTables _tables = new();
    private readonly EndpointTable _table;
    private readonly EndpointList _list;

    public EndpointListTests()
    {
        _table = new EndpointTable(_tables);
        _list = new EndpointList(_table, _time);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Endpoint_of_another_instance_is_known_after_the_interval()
    {
        Assert.Empty(await NamesAsync());
        await AddAsync("first");

        var before = await NamesAsync();
        _time.Advance(EndpointList.Interval);
        var after = await NamesAsync();

        Assert.Empty(before);
        Assert.Equal(["first"], after);
        Assert.Equal(2, _tables.Table.Queries);
    }

    [Fact]
    public async Task Own_change_is_known_at_once()
    {
        await NamesAsync();
        await AddAsync("first");

        _list.Forget();

        Assert.Equal(["first"], await NamesAsync());
    }

    [Fact]
    public async Task Storage_that_hangs_is_waited_for_two_seconds_and_the_cache_used()
    {
        await AddAsync("first");
        await NamesAsync();
        var gate = new TaskCompletionSource();
        _tables.Table.Gate = gate.Task;
        await AddAsync("second");
        _time.Advance(EndpointList.Interval);

        var asked = NamesAsync();
        Assert.False(asked.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(2));
        var meanwhile = await asked;
        gate.SetResult();
        var after = await Eventually.GetAsync(NamesAsync, names => names.Length == 2, Cancellation);

        Assert.Equal(["first"], meanwhile);
        Assert.Equal(["first", "second"], after);
    }

    [Fact]
    public async Task Storage_that_fails_leaves_the_cache_in_use_and_is_asked_again_two_seconds_later()
    {
        await AddAsync("first");
        await NamesAsync();
        _time.Advance(EndpointList.Interval);
        _tables.Table.Fault = new RequestFailedException(503, "busy");
        var queries = _tables.Table.Filters.Count;

        Assert.Equal(["first"], await NamesAsync());
        Assert.Equal(["first"], await NamesAsync());
        Assert.Equal(queries + 1, _tables.Table.Filters.Count);
        _time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(["first"], await NamesAsync());

        Assert.Equal(queries + 2, _tables.Table.Filters.Count);
    }

    [Fact]
    public async Task Without_a_cache_the_fault_is_the_callers()
    {
        _tables.Table.Fault = new RequestFailedException(503, "busy");
        await Assert.ThrowsAsync<RequestFailedException>(NamesAsync);
        _tables.Table.Fault = null;

        Assert.Empty(await NamesAsync());
    }

    private async Task<string[]> NamesAsync() => [.. (await _list.OfAsync("acme", Cancellation)).Select(endpoint => endpoint.Url).Order(StringComparer.Ordinal)];

    private Task AddAsync(string url) => _table.AddAsync(
        new WebhookEndpoint { Id = Guid.NewGuid().ToString(), Tenant = "acme", Url = url, Events = [EventTypes.Sent], CreatedAt = _time.GetUtcNow() }, Cancellation);
}
