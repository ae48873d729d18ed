using Azure;
using EmailDispatch.Providers;
using EmailDispatch.Secrets;
using EmailDispatch.Tests.Providers.State;

namespace EmailDispatch.Tests.Providers;

public sealed class ProviderListTests : IDisposable
{
    private readonly ManualTime _time = new(new DateTimeOffset(2026, 11, 21, 10, 0, 0, TimeSpan.Zero));
    private readonly MemoryTables _tables = new();
    private readonly ProviderTable _table;
    private readonly SettingsFixture _settings = new(("0:Name", "of-settings"), ("0:Host", "smtp.example.com"), ("0:Priority", "5"));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("secrets-");
    private readonly FolderSecretStore _secrets;
    private readonly ListLogger<ProviderList> _log = new();
    private readonly ProviderList _list;

    public ProviderListTests()
    {
        _settings.Catalogue.Await();
        _table = new ProviderTable(_tables);
        _secrets = new FolderSecretStore(_folder.FullName);
        _list = new ProviderList(_table, _settings.Catalogue, _time, _log, _secrets);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IEnumerable<string> Names => _settings.Catalogue.All.Select(provider => provider.Name);

    public void Dispose()
    {
        _list.Dispose();
        _settings.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Provider_that_another_instance_added_is_known_after_the_interval()
    {
        await _list.StartAsync(Cancellation);
        await AddAsync("added");
        Assert.Equal(["of-settings"], Names);

        await AdvanceAsync(ProviderList.Interval);
        await UntilAsync(() => Names.Count() == 2);

        Assert.Equal(["of-settings", "added"], Names);
    }

    [Fact]
    public async Task Settings_and_rows_are_one_list_by_priority_and_the_settings_win()
    {
        await AddAsync("of-settings", ("Host", "evil.example.com"));
        await AddAsync("later", ("Priority", "9"));
        await AddAsync("first", ("Priority", "1"));

        await _list.RefreshAsync(Cancellation);

        Assert.Equal(["first", "of-settings", "later"], Names);
        Assert.Equal("smtp.example.com", _settings.Catalogue.All[1].Host);
        Assert.Contains(_settings.Logger.Entries, entry => entry.Text.Contains("of-settings was added through the API, but the settings", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Provider_that_did_not_change_stays_the_same_object()
    {
        await AddAsync("same");
        await AddAsync("changed");
        await _list.RefreshAsync(Cancellation);
        var before = _settings.Catalogue.All;
        var row = await _table.FindAsync("changed", Cancellation);
        await _table.TryReplaceAsync(row! with { Settings = new Dictionary<string, string> { ["Host"] = "other.example.com" } }, Cancellation);

        await _list.RefreshAsync(Cancellation);

        Assert.Same(before.Single(p => p.Name == "same"), _settings.Catalogue.All.Single(p => p.Name == "same"));
        Assert.Equal("other.example.com", _settings.Catalogue.All.Single(p => p.Name == "changed").Host);
        Assert.Same(before.Single(p => p.Name == "of-settings"), _settings.Catalogue.All.Single(p => p.Name == "of-settings"));
    }

    [Fact]
    public async Task Change_of_the_settings_keeps_the_rows()
    {
        await AddAsync("added");
        await _list.RefreshAsync(Cancellation);
        var before = _settings.Catalogue.All.Single(p => p.Name == "added");

        _settings.Change(("0:Host", "new.example.com"));

        Assert.Same(before, _settings.Catalogue.All.Single(p => p.Name == "added"));
        Assert.Equal("new.example.com", _settings.Catalogue.All[0].Host);
    }

    [Fact]
    public async Task While_storage_fails_the_last_known_list_stays_and_it_is_logged_once()
    {
        await AddAsync("added");
        await _list.RefreshAsync(Cancellation);
        _tables.Table.Fault = new RequestFailedException(503, "busy");

        var isRead = await _list.RefreshAsync(Cancellation) || await _list.RefreshAsync(Cancellation);

        Assert.False(isRead);
        Assert.Equal(["of-settings", "added"], Names);
        Assert.True(_settings.Catalogue.IsComplete);
        Assert.Single(_log.Entries);
    }

    [Fact]
    public async Task Storage_that_fails_at_the_start_leaves_the_list_incomplete_until_it_answers()
    {
        await AddAsync("added");
        _tables.Table.Fault = new RequestFailedException(503, "busy");

        await _list.StartAsync(Cancellation);
        var (names, isComplete) = (Names.ToList(), _settings.Catalogue.IsComplete);
        _tables.Table.Fault = null;
        await AdvanceAsync(TimeSpan.FromSeconds(5));
        await UntilAsync(() => _settings.Catalogue.IsComplete);

        Assert.Equal(["of-settings"], names);
        Assert.False(isComplete);
        Assert.Equal(["of-settings", "added"], Names);
    }

    [Fact]
    public async Task Storage_that_hangs_does_not_keep_the_app_from_starting()
    {
        _tables.Table.Gate = new TaskCompletionSource().Task;

        var starting = _list.StartAsync(Cancellation);
        await AdvanceAsync(TimeSpan.FromSeconds(5));

        await starting.WaitAsync(TimeSpan.FromSeconds(30), Cancellation);
        Assert.False(_settings.Catalogue.IsComplete);
    }

    [Theory]
    [InlineData("Port", "many")]
    [InlineData("Nonsense", "1")]
    [InlineData("Security", "None")]
    public async Task Row_that_is_invalid_is_reported_and_hides_no_other(string setting, string value)
    {
        await AddAsync("broken", (setting, value));
        await AddAsync("added");

        await _list.RefreshAsync(Cancellation);
        await _list.RefreshAsync(Cancellation);

        Assert.Equal(["of-settings", "added"], Names);
        Assert.Single(_settings.Logger.Entries, entry => entry.Text.Contains("broken was added through the API, but its row is invalid", StringComparison.Ordinal) && entry.Text.Contains(setting, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Old_passwords_are_deleted_only_when_no_instance_uses_them()
    {
        await _secrets.WriteAsync("provider-old", "old", Cancellation);
        await AddAsync(new ManagedProvider { Name = "changed", Tenant = "", Settings = new Dictionary<string, string> { ["Host"] = "a.example.com" }, OldSecrets = ["provider-old"], ChangedAt = _time.GetUtcNow() });
        await AddAsync(new ManagedProvider { Name = "removed", Tenant = "", Settings = new Dictionary<string, string>(), IsRemoved = true, ChangedAt = _time.GetUtcNow() });
        await _list.RefreshAsync(Cancellation);
        var kept = await _secrets.ReadAsync("provider-old", Cancellation);
        _time.Advance(ProviderList.KeptFor);

        await _list.RefreshAsync(Cancellation);

        Assert.Equal("old", kept);
        await Assert.ThrowsAsync<CredentialException>(() => _secrets.ReadAsync("provider-old", Cancellation));
        Assert.Empty((await _table.FindAsync("changed", Cancellation))!.OldSecrets);
        Assert.Null(await _table.FindAsync("removed", Cancellation));
        Assert.Equal(["of-settings", "changed"], Names);
    }

    private Task AddAsync(string name, params (string Key, string Value)[] settings) => AddAsync(new ManagedProvider
    {
        Name = name,
        Tenant = "",
        Settings = settings.Append(("Priority", settings.FirstOrDefault(s => s.Key == "Priority").Value ?? "5")).Append(("Host", settings.FirstOrDefault(s => s.Key == "Host").Value ?? "added.example.com")).DistinctBy(s => s.Item1).ToDictionary(s => s.Item1, s => s.Item2),
        ChangedAt = _time.GetUtcNow(),
    });

    private Task AddAsync(ManagedProvider provider) => _table.TryAddAsync(provider, Cancellation);

    /// <summary>Advances the clock as soon as something waits for it.</summary>
    private async Task AdvanceAsync(TimeSpan by)
    {
        await UntilAsync(() => _time.Waiting > 0);
        _time.Advance(by);
    }

    private static async Task UntilAsync(Func<bool> condition)
    {
        for (var began = TimeProvider.System.GetTimestamp(); !condition(); await Task.Yield())
            Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(30), "It did not happen in time.");
    }
}
