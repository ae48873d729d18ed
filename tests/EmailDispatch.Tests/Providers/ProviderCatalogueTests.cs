using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Tests.Providers;

public sealed class ProviderCatalogueTests
{
    private static readonly (string, string)[] Two =
    [
        ("0:Name", "a"), ("0:Host", "a.example.com"), ("0:Priority", "1"),
        ("1:Name", "b"), ("1:Host", "b.example.com"), ("1:Priority", "2"),
    ];

    [Fact]
    public void Providers_are_ordered_by_priority_then_as_given()
    {
        using var settings = new SettingsFixture(
            ("0:Name", "c"), ("0:Host", "smtp.example.com"), ("0:Priority", "2"),
            ("1:Name", "b"), ("1:Host", "smtp.example.com"), ("1:Priority", "1"),
            ("2:Name", "a"), ("2:Host", "smtp.example.com"), ("2:Priority", "1"));

        Assert.Equal(["b", "a", "c"], settings.Catalogue.ByPriority.Select(p => p.Name));
    }

    [Fact]
    public void Every_fault_of_every_provider_is_told_at_once()
    {
        var fault = Assert.Throws<OptionsValidationException>(() => new SettingsFixture(
            ("0:Name", "No Good"), ("0:Host", "sm tp"), ("0:Port", "0"), ("0:Username", "u"),
            ("1:Name", "x"), ("1:Host", "smtp.example.com"), ("1:Security", "None"), ("1:TlsVerify", "false"),
            ("2:Name", "x"), ("2:Host", "smtp.example.com"), ("2:ConnectTimeout", "0"), ("2:Security", "Auto"), ("2:Prot", "25")));

        Assert.Equal(
            ["0:Name", "0:Secret", "0:Host", "0:Port", "1:Security", "1:TlsVerify", "2:Prot", "2:Security", "2:ConnectTimeout"],
            fault.Failures.Where(f => f.StartsWith("Providers:", StringComparison.Ordinal) && f[10] != ' ').Select(f => string.Join(':', f.Split(':')[1..3])));
        Assert.Contains("Providers: two providers have the name 'x'.", fault.Failures);
        Assert.All(fault.Failures, failure => Assert.Contains(failure, fault.Message, StringComparison.Ordinal));
    }

    [Fact]
    public void No_provider_is_no_fault()
    {
        using var settings = new SettingsFixture();

        Assert.Empty(settings.Catalogue.All);
        Assert.Empty(settings.Logger.Entries);
    }

    [Fact]
    public void Disabled_provider_is_listed_but_not_used()
    {
        using var settings = new SettingsFixture([.. Two, ("0:Enabled", "false")]);

        Assert.Equal(["a", "b"], settings.Catalogue.All.Select(p => p.Name));
        Assert.Equal(["b"], settings.Catalogue.ByPriority.Select(p => p.Name));
    }

    [Fact]
    public void Provider_that_is_added_is_used_without_restart()
    {
        using var settings = new SettingsFixture(Two);

        settings.Change(("2:Name", "c"), ("2:Host", "c.example.com"), ("2:Priority", "0"));

        Assert.Equal(["c", "a", "b"], settings.Catalogue.ByPriority.Select(p => p.Name));
        Assert.Contains(settings.Logger.Entries, e => e.Level == LogLevel.Information && e.Text.EndsWith("c, a, b", StringComparison.Ordinal));
    }

    [Fact]
    public void Providers_are_reordered_disabled_and_removed_without_restart()
    {
        using var settings = new SettingsFixture([.. Two, ("2:Name", "c"), ("2:Host", "c.example.com")]);

        settings.Change(("1:Priority", "0"), ("0:Enabled", "false"), ("2:Name", null), ("2:Host", null));

        Assert.Equal(["b", "a"], settings.Catalogue.All.Select(p => p.Name));
        Assert.Equal(["b"], settings.Catalogue.ByPriority.Select(p => p.Name));
    }

    [Fact]
    public void Provider_whose_settings_did_not_change_stays_the_same_object()
    {
        using var settings = new SettingsFixture(Two);
        var (a, b) = (settings.Catalogue.All[0], settings.Catalogue.All[1]);

        settings.Change(("1:Port", "2525"));

        Assert.Same(a, settings.Catalogue.All[0]);
        Assert.NotSame(b, settings.Catalogue.All[1]);
        Assert.Equal(2525, settings.Catalogue.All[1].Port);
    }

    [Fact]
    public void Change_with_faults_keeps_the_last_good_providers_and_tells_every_fault()
    {
        using var settings = new SettingsFixture(Two);

        settings.Change(("0:Port", "70000"), ("1:Security", "Auto"));

        Assert.Equal([587, 587], settings.Catalogue.All.Select(p => p.Port));
        var (level, text) = Assert.Single(settings.Logger.Entries);
        Assert.Equal(LogLevel.Error, level);
        Assert.Contains("Providers:0:Port: 70000", text, StringComparison.Ordinal);
        Assert.Contains("Providers:1:Security: 'Auto'", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_that_are_put_right_end_with_the_new_settings_in_use()
    {
        using var settings = new SettingsFixture(Two);
        settings.Change(("0:Port", "70000"));

        settings.Change(("0:Port", "465"), ("0:Security", "SslOnConnect"));

        Assert.Equal(465, settings.Catalogue.All[0].Port);
    }

    [Fact]
    public void Settings_that_are_taken_back_after_a_fault_are_in_use_still()
    {
        using var settings = new SettingsFixture(Two);
        var before = settings.Catalogue.All[0];

        settings.Change(("0:Port", "70000"));
        settings.Change(("0:Port", null));

        Assert.Same(before, settings.Catalogue.All[0]);
    }

    [Fact]
    public void Reload_without_a_change_says_nothing_again()
    {
        using var settings = new SettingsFixture(Two);
        settings.Change(("0:Port", "70000"));

        settings.Change();
        settings.Change();

        Assert.Single(settings.Logger.Entries);
    }

    [Theory]
    [InlineData("0:Port", "25", "Providers:0:Port: 25 ")]
    [InlineData("0:Port", "465", "Providers:0:Port: 465 ")]
    [InlineData("0:Security", "SslOnConnect", "Providers:0:Port: 587 ")]
    public void What_is_allowed_but_doubtful_is_a_warning(string key, string value, string expected)
    {
        using var settings = new SettingsFixture([.. Two, (key, value)]);

        var (level, text) = Assert.Single(settings.Logger.Entries);
        Assert.Equal(LogLevel.Warning, level);
        Assert.StartsWith(expected, text, StringComparison.Ordinal);
    }

    [Fact]
    public void All_providers_disabled_is_a_warning()
    {
        using var settings = new SettingsFixture([.. Two, ("0:Enabled", "false"), ("1:Enabled", "false")]);

        Assert.Contains("all providers are disabled", Assert.Single(settings.Logger.Entries).Text, StringComparison.Ordinal);
    }
}
