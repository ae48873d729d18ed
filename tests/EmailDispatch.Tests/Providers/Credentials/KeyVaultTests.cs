using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace EmailDispatch.Tests.Providers.Credentials;

public sealed class KeyVaultTests : IAsyncLifetime
{
    private static readonly ProviderOptions Provider = new() { Name = "first", Username = "user", Secret = "smtp-first" };

    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(50));
    private readonly RecordedLog _log = new();
    private VaultServer _vault = null!;
    private ProviderCredentials _credentials = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _vault = await VaultServer.StartAsync();
        _credentials = new ProviderCredentials(
            new KeyVaultSecretSource(_vault.NewClient()), new AccessTokens(_vault.Http, _time, _log.Factory.CreateLogger<AccessTokens>()),
            _time, _log.Factory.CreateLogger<ProviderCredentials>());
    }

    public async ValueTask DisposeAsync()
    {
        await _vault.DisposeAsync();
        _log.Factory.Dispose();
    }

    [Fact]
    public async Task Secret_is_read_through_the_challenge_and_kept()
    {
        _vault.Secrets["smtp-first"] = "sesame";

        for (var i = 0; i < 5; i++)
            Assert.Equal("sesame", (await _credentials.GetAsync(Provider, Cancellation))?.Password);

        Assert.Equal(1, _vault.SecretReads);
    }

    [Fact]
    public async Task Many_readers_cause_one_read()
    {
        _vault.Secrets["smtp-first"] = "sesame";

        var all = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => _credentials.GetAsync(Provider, Cancellation).AsTask()));

        Assert.All(all, credential => Assert.Equal("sesame", credential?.Password));
        Assert.Equal(1, _vault.SecretReads);
    }

    [Fact]
    public async Task Secret_is_read_again_after_ten_minutes_and_nobody_waits_for_it()
    {
        _vault.Secrets["smtp-first"] = "old";
        await _credentials.GetAsync(Provider, Cancellation);
        _vault.Secrets["smtp-first"] = "new";

        _time.Advance(TimeSpan.FromMinutes(10));
        var meanwhile = _credentials.GetAsync(Provider, Cancellation);

        Assert.True(meanwhile.IsCompleted);
        Assert.Equal("old", (await meanwhile)?.Password);
        await Condition.HoldsAsync(async () => (await _credentials.GetAsync(Provider, Cancellation))?.Password == "new");
        Assert.Equal(2, _vault.SecretReads);
    }

    [Fact]
    public async Task Refused_credential_is_read_again_at_once_and_once_for_all()
    {
        _vault.Secrets["smtp-first"] = "old";
        var refused = await _credentials.GetAsync(Provider, Cancellation);
        _vault.Secrets["smtp-first"] = "new";

        var all = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => _credentials.RefreshAsync(Provider, refused!, Cancellation)));

        Assert.All(all, credential => Assert.Equal("new", credential.Password));
        Assert.Equal(2, _vault.SecretReads);
    }

    [Fact]
    public async Task Refused_credential_is_not_answered_by_a_reading_that_began_before()
    {
        var secrets = new HeldSecret("old");
        var credentials = new ProviderCredentials(
            secrets, new AccessTokens(_vault.Http, _time, _log.Factory.CreateLogger<AccessTokens>()), _time, _log.Factory.CreateLogger<ProviderCredentials>());
        secrets.Release();
        var refused = await credentials.GetAsync(Provider, Cancellation);
        await secrets.Began.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);

        _time.Advance(TimeSpan.FromMinutes(10));
        await credentials.GetAsync(Provider, Cancellation);
        await secrets.Began.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        var renewed = credentials.RefreshAsync(Provider, refused!, Cancellation);
        secrets.Value = "new";
        secrets.Release();
        await secrets.Began.WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
        secrets.Release();

        Assert.Equal("new", (await renewed).Password);
    }

    [Fact]
    public async Task Unchanged_secret_comes_back_equal()
    {
        _vault.Secrets["smtp-first"] = "sesame";
        var refused = await _credentials.GetAsync(Provider, Cancellation);

        Assert.Equal(refused, await _credentials.RefreshAsync(Provider, refused!, Cancellation));
    }

    [Fact]
    public async Task Outage_is_bridged_with_the_last_good_value_and_warned_of_once()
    {
        _vault.Secrets["smtp-first"] = "sesame";
        var before = await _credentials.GetAsync(Provider, Cancellation);
        _vault.IsDown = true;

        for (var i = 0; i < 3; i++)
        {
            _time.Advance(TimeSpan.FromHours(1));
            Assert.Equal(before, await _credentials.GetAsync(Provider, Cancellation));
            Assert.Equal(before, await _credentials.RefreshAsync(Provider, before!, Cancellation));
        }

        Assert.StartsWith("Warning 3201", Assert.Single(_log.Lines), StringComparison.Ordinal);
        Assert.DoesNotContain("sesame", _log.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Vault_that_is_back_is_used_again()
    {
        _vault.Secrets["smtp-first"] = "old";
        var before = await _credentials.GetAsync(Provider, Cancellation);
        _vault.IsDown = true;
        await _credentials.RefreshAsync(Provider, before!, Cancellation);
        (_vault.IsDown, _vault.Secrets["smtp-first"]) = (false, "new");

        _time.Advance(TimeSpan.FromSeconds(30));

        await Condition.HoldsAsync(async () => (await _credentials.GetAsync(Provider, Cancellation))?.Password == "new");
    }

    [Fact]
    public async Task Outage_without_a_value_names_the_secret()
    {
        _vault.IsDown = true;

        var fault = await Assert.ThrowsAsync<CredentialException>(() => _credentials.GetAsync(Provider, Cancellation).AsTask());

        Assert.StartsWith("The secret 'smtp-first' cannot be read from the vault. The vault answered 503", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Absent_secret_is_named()
    {
        var fault = await Assert.ThrowsAsync<CredentialException>(() => _credentials.GetAsync(Provider, Cancellation).AsTask());

        Assert.Equal("The secret 'smtp-first' is not in the vault.", fault.Message);
    }
}
