using EmailDispatch.Access;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Access;

public sealed class ApiKeyCacheTests
{
    private static readonly ApiKey Key = new() { Id = "x", Name = "web", Tenant = "acme" };

    private readonly FakeTimeProvider _time = ManualTime.At("2026-11-21T10:00:00Z");
    private readonly ApiKeyCache _cache;

    public ApiKeyCacheTests() => _cache = new ApiKeyCache(_time);

    [Fact]
    public void Made_up_keys_do_not_push_out_a_known_one()
    {
        var known = ApiKeyHash.Of("known");
        _cache.Add(known, Key, _time.GetUtcNow());

        for (var i = 0; i < 3 * ApiKeyCache.Capacity; i++)
            _cache.Add(ApiKeyHash.Of($"made up {i}"), null, _time.GetUtcNow());

        Assert.True(_cache.TryGet(known, out var found) && found == Key);
        Assert.InRange(_cache.Count, 1, ApiKeyCache.Capacity);
    }

    [Fact]
    public void Known_keys_beyond_the_capacity_are_forgotten()
    {
        for (var i = 0; i < 2 * ApiKeyCache.Capacity; i++)
            _cache.Add(ApiKeyHash.Of($"known {i}"), Key, _time.GetUtcNow());

        Assert.InRange(_cache.Count, 1, ApiKeyCache.Capacity);
    }

    [Fact]
    public void Read_that_was_under_way_does_not_undo_a_revocation()
    {
        var hash = ApiKeyHash.Of("known");
        var readAt = _time.GetUtcNow();

        _cache.Revoke(hash);
        _cache.Add(hash, Key, readAt);

        Assert.True(_cache.TryGet(hash, out var found));
        Assert.Null(found);
    }
}
