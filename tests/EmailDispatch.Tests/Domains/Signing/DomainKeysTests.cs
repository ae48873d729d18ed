using EmailDispatch.Domains;
using EmailDispatch.Domains.Signing;
using EmailDispatch.Secrets;

namespace EmailDispatch.Tests.Domains.Signing;

/// <summary>Keys in rows and private keys in the store: neither without the other.</summary>
public sealed class DomainKeysTests : IDisposable
{
    private readonly SigningBench _bench = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Key_is_renewed_by_the_check_switched_when_seen_and_deleted_after_the_overlap()
    {
        var domain = await _bench.AddAsync("acme.test");
        var old = domain.Keys.Single();

        _bench.Time.Advance(_bench.Options.DkimKeyAge);
        domain = await _bench.AdvanceAsync(domain, old);
        var fresh = domain.Keys[1];
        var waiting = StatesOf(domain);
        domain = await _bench.AdvanceAsync(domain, old);
        var stillWaiting = StatesOf(domain);
        domain = await _bench.AdvanceAsync(domain, old, fresh);
        var switched = StatesOf(domain);
        _bench.Time.Advance(_bench.Options.DkimOverlap);
        domain = await _bench.AdvanceAsync(domain, fresh);

        Assert.Equal([OwnKeyState.Signing, OwnKeyState.Pending], waiting);
        Assert.Equal(waiting, stillWaiting);
        Assert.Equal([OwnKeyState.Replaced, OwnKeyState.Signing], switched);
        Assert.Equal([fresh.Selector], domain.Keys.Select(key => key.Selector));
        Assert.Equal([fresh.SecretName(domain.Id)], _bench.PrivateKeys);
        Assert.Contains($"8105 A new DKIM key was made for acme.test of default; it signs when its record {fresh.Selector}._domainkey.acme.test is published", _bench.Log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Store_that_fails_leaves_keys_as_they_are_until_the_next_check()
    {
        var domain = await _bench.AddAsync("acme.test");
        _bench.Time.Advance(_bench.Options.DkimKeyAge);

        _bench.Store.Fault = new CredentialException("The vault does not answer.");
        var during = await _bench.AdvanceAsync(domain, domain.Keys);
        _bench.Store.Fault = null;
        var after = await _bench.AdvanceAsync(during, domain.Keys);

        Assert.Equal(StatesOf(domain), StatesOf(during));
        Assert.Equal([OwnKeyState.Signing, OwnKeyState.Pending], StatesOf(after));
        Assert.Contains(8106, _bench.Log.Errors);
    }

    [Fact]
    public async Task Key_that_is_over_stays_in_the_row_until_its_private_key_is_deleted()
    {
        var domain = await _bench.AddAsync("acme.test");
        domain = domain with { Keys = [domain.Keys[0] with { ReplacedAt = _bench.Time.GetUtcNow() - _bench.Options.DkimOverlap }, .. await _bench.DomainKeys.MakeAsync(domain, [DkimAlgorithm.Rsa], Cancellation)] };

        _bench.Store.Fault = new CredentialException("The vault does not answer.");
        var during = await _bench.AdvanceAsync(domain, domain.Keys);

        Assert.Equal(2, during.Keys.Count);
    }

    [Fact]
    public async Task Private_key_of_a_row_that_was_not_written_is_deleted()
    {
        var domain = await _bench.AddAsync("acme.test");
        var made = await _bench.DomainKeys.MakeAsync(domain, [DkimAlgorithm.Rsa], Cancellation);

        var isWritten = await _bench.DomainKeys.TryWriteAsync(domain, made, () => Task.FromResult(false));

        Assert.False(isWritten);
        Assert.Equal([domain.Keys[0].SecretName(domain.Id)], _bench.PrivateKeys);
    }

    [Fact]
    public async Task Private_key_of_a_row_that_was_written_after_all_is_kept()
    {
        var domain = await _bench.AddAsync("acme.test");
        var made = await _bench.DomainKeys.MakeAsync(domain, [DkimAlgorithm.Rsa], Cancellation);

        await _bench.DomainKeys.TryWriteAsync(domain, made, async () =>
        {
            await _bench.Table.TryReplaceAsync(domain with { Keys = [.. domain.Keys, .. made] }, Cancellation);
            return false;
        });

        Assert.Equal(2, _bench.PrivateKeys.Count());
    }

    [Fact]
    public async Task Second_key_that_cannot_be_stored_leaves_no_first_one()
    {
        var domain = new MailDomain { Id = DomainId.Of("t", "acme.test"), Tenant = "t", Name = "acme.test", CreatedAt = default };
        var store = new FullStore(_bench.Store);

        await Assert.ThrowsAsync<CredentialException>(() => _bench.NewDomainKeys(store).MakeAsync(domain, [DkimAlgorithm.Rsa, DkimAlgorithm.Ed25519], Cancellation));

        Assert.Empty(_bench.PrivateKeys);
    }

    [Fact]
    public async Task Keys_are_observed_also_where_there_is_no_store_any_more()
    {
        var domain = await _bench.AddAsync("acme.test");

        var (keys, made) = await _bench.NewDomainKeys(store: null).AdvanceAsync(domain, new Dictionary<string, bool> { [domain.Keys[0].Selector] = false }, Cancellation);

        Assert.False(keys.Single().IsPublished);
        Assert.Empty(made);
    }

    [Fact]
    public async Task Row_keeps_the_keys()
    {
        var domain = await _bench.AddAsync("acme.test", isPublished: true, SigningBench.Tenant, DkimAlgorithm.Rsa, DkimAlgorithm.Ed25519);

        var read = await _bench.FindAsync(domain);
        var keys = await _bench.Table.ListKeysAsync(Cancellation).ToListAsync(Cancellation);

        Assert.Equal(domain.Keys, read.Keys);
        Assert.True(keys.Single().IsSigned);
        Assert.DoesNotContain(_bench.Tables.Table.Rows, row => row.Select(column => column.Value).OfType<string>().Any(text => text.Contains("PRIVATE", StringComparison.Ordinal)));
    }

    private static IEnumerable<OwnKeyState> StatesOf(MailDomain domain) => [.. domain.Keys.Select(key => KeyRotation.StateOf(key, domain.Keys))];

    /// <summary>Takes one key and no second one.</summary>
    private sealed class FullStore(ISecretStore store) : ISecretStore
    {
        private int _writes;

        public Task<string> ReadAsync(string name, CancellationToken cancellationToken) => store.ReadAsync(name, cancellationToken);

        public Task WriteAsync(string name, string key, CancellationToken cancellationToken) =>
            ++_writes == 1 ? store.WriteAsync(name, key, cancellationToken) : throw new CredentialException("It is full.");

        public Task DeleteAsync(string name, CancellationToken cancellationToken) => store.DeleteAsync(name, cancellationToken);
    }
}
