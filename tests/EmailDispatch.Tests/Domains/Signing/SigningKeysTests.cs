using EmailDispatch.Domains;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Secrets;

namespace EmailDispatch.Tests.Domains.Signing;

/// <summary>Private keys in memory: read once, bounded, and never at the price of an email.</summary>
public sealed class SigningKeysTests : IDisposable
{
    private readonly SigningBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Private_key_is_read_once_and_kept_while_the_store_is_away()
    {
        var domain = await _bench.AddAsync("acme.test");

        var first = await FindAsync(domain);
        _bench.Store.Fault = new CredentialException("The vault does not answer.");
        _bench.Time.Advance(TimeSpan.FromDays(30));
        var later = await FindAsync(domain);

        Assert.NotNull(first);
        Assert.Same(first, later);
        Assert.Equal(1, _bench.Store.Reads);
    }

    [Fact]
    public async Task Store_that_fails_is_asked_again_after_half_a_minute_and_not_for_each_email()
    {
        var domain = await _bench.AddAsync("acme.test");
        _bench.Store.Fault = new CredentialException("The vault does not answer.");

        foreach (var _ in Enumerable.Range(0, 100))
            Assert.Null(await FindAsync(domain));
        var reads = _bench.Store.Reads;
        _bench.Store.Fault = null;
        _bench.Time.Advance(TimeSpan.FromSeconds(30));

        Assert.NotNull(await FindAsync(domain));
        Assert.Equal((1, 2), (reads, _bench.Store.Reads));
        Assert.Single(_bench.Log.Errors, 8108);
    }

    [Fact]
    public async Task Store_that_hangs_keeps_an_email_two_seconds()
    {
        var domain = await _bench.AddAsync("acme.test");
        _bench.Store.Gate = new TaskCompletionSource().Task;
        var finding = FindAsync(domain).AsTask();
        var isWaiting = !finding.IsCompleted;

        _bench.Time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(isWaiting);
        Assert.Null(await finding);
    }

    [Fact]
    public async Task Keys_that_are_remembered_are_bounded()
    {
        var domain = await _bench.AddAsync("acme.test");

        foreach (var n in Enumerable.Range(0, SigningKeys.Capacity + 10))
            await _bench.SigningKeys.FindAsync(domain with { Id = DomainId.Of("t", $"d{n}.test") }, domain.Keys[0], Cancellation);

        Assert.InRange(_bench.SigningKeys.Count, 1, SigningKeys.Capacity);
    }

    private ValueTask<SigningKey?> FindAsync(MailDomain domain) => _bench.SigningKeys.FindAsync(domain, domain.Keys[0], Cancellation);
}
