using EmailDispatch.Providers;

namespace EmailDispatch.Tests.Providers;

public sealed class ProviderReaderTests
{
    [Fact]
    public void Every_setting_is_read()
    {
        var provider = SettingsFixture.ReadOne(
            ("Host", "smtp.example.com"), ("Port", "465"), ("Security", "sslonconnect"), ("Username", "u"), ("Secret", "mail-password"),
            ("Enabled", "false"), ("Priority", "5"), ("Weight", "7"), ("Streams:0", "marketing"), ("Streams:1", "transactional"),
            ("Tenants", "one, two"), ("FromDomains:0", "example.com"), ("FromDomains:1", "*.example.org"),
            ("DefaultFromAddress", "hello@example.com"), ("DefaultFromName", "Example"), ("RewriteFrom", "true"),
            ("Headers:X-Stream", "outbound"), ("Headers:0", "X-Other: a:b"),
            ("PerSecond", "14"), ("PerHour", "1000"), ("PerDay", "20000"), ("PricePerThousand", "0.10"), ("MaxMessageBytes", "5000000000"), ("MaxRecipients", "30"),
            ("ConnectTimeout", "00:00:03"), ("CommandTimeout", "00:01:30"), ("TlsVerify", "false"), ("AllowInsecure", "true"), ("UsernameIsSecret", "true"));

        Assert.Equal((465, ProviderSecurity.SslOnConnect, "u", "mail-password"), (provider.Port, provider.Security, provider.Username, provider.Secret));
        Assert.Equal((false, 5, 7), (provider.Enabled, provider.Priority, provider.Weight));
        Assert.Equal(["marketing", "transactional"], provider.Streams);
        Assert.Equal(["one", "two"], provider.Tenants);
        Assert.Equal(["example.com", "*.example.org"], provider.FromDomains);
        Assert.Equal(("hello@example.com", "Example", true), (provider.DefaultFromAddress, provider.DefaultFromName, provider.RewriteFrom));
        Assert.Equal(("outbound", "a:b"), (provider.Headers["X-Stream"], provider.Headers["X-Other"]));
        Assert.Equal((14, 1000, 20000), (provider.PerSecond, provider.PerHour, provider.PerDay));
        Assert.Equal(0.10m, provider.PricePerThousand);
        Assert.Equal((5_000_000_000, 30), (provider.MaxMessageBytes, provider.MaxRecipients));
        Assert.Equal((TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(90)), (provider.ConnectTimeout, provider.CommandTimeout));
        Assert.Equal((false, true, true), (provider.TlsVerify, provider.AllowInsecure, provider.UsernameIsSecret));
    }

    [Fact]
    public void What_is_not_set_has_its_default()
    {
        var provider = SettingsFixture.ReadOne();

        Assert.Equal((587, ProviderSecurity.StartTls, true, 100, 1), (provider.Port, provider.Security, provider.Enabled, provider.Priority, provider.Weight));
        Assert.Equal((true, false, false), (provider.TlsVerify, provider.AllowInsecure, provider.RewriteFrom));
        Assert.Null(provider.PerSecond);
        Assert.Null(provider.MaxMessageBytes);
        Assert.Empty(provider.Streams);
    }

    [Fact]
    public void Empty_limit_is_none() => Assert.Null(SettingsFixture.ReadOne(("Preset", "Gmail"), ("PerDay", "")).PerDay);

    [Theory]
    [InlineData("Security", "Auto", "Security: 'Auto' is not one of StartTls, SslOnConnect, None.")]
    [InlineData("Security", "2", "Security: '2' is not one of StartTls, SslOnConnect, None.")]
    [InlineData("Security", "", "Security: is empty; remove it for the default, StartTls.")]
    [InlineData("Port", "smtp", "Port: 'smtp' is no whole number such as 587.")]
    [InlineData("Port", "", "Port: is empty; remove it for the default, 587.")]
    [InlineData("Port", "99999999999", "Port: '99999999999' is too large a number.")]
    [InlineData("Port:0", "587", "Port: must be a single value.")]
    [InlineData("PricePerThousand", "0,10", "PricePerThousand: '0,10' is no number such as 0.10.")]
    [InlineData("PricePerThousand", "1e3", "PricePerThousand: '1e3' is no number such as 0.10.")]
    [InlineData("PricePerThousand", "-1", "PricePerThousand: -1 is not between 0 and 100000.")]
    [InlineData("PricePerThousand", "100000.1", "PricePerThousand: 100000.1 is not between 0 and 100000.")]
    [InlineData("TlsVerify", "yes", "TlsVerify: 'yes' is neither true nor false.")]
    [InlineData("ConnectTimeout", "5s", "ConnectTimeout: '5s' is no duration; write 00:00:05.")]
    [InlineData("Headers", "X-A: b", "Headers: must be written as Headers:X-Name, or as Headers:0 with the value 'X-Name: value'.")]
    [InlineData("Headers:0", "X-A", "Headers: 0 must have a value such as 'X-Name: value'.")]
    public void Value_that_does_not_fit_is_told_with_what_would(string key, string value, string expected) =>
        Assert.Equal([expected], SettingsFixture.FaultsOfOne((key, value)));

    [Theory]
    [InlineData("Prot", "there is no such setting; did you mean Port?")]
    [InlineData("user_name", "there is no such setting; did you mean Username?")]
    [InlineData("max_message_bytes", "there is no such setting; did you mean MaxMessageBytes?")]
    [InlineData("Colour", "there is no such setting.")]
    [InlineData("Password", "there is no such setting; passwords do not belong in the settings; Secret names the secret that has it.")]
    public void Unknown_setting_is_told_with_the_one_that_was_meant(string key, string expected) =>
        Assert.Equal([$"{key}: {expected}"], SettingsFixture.FaultsOfOne((key, "hunter2")));

    [Fact]
    public void Wrong_value_is_told_once_and_not_judged_as_its_default()
    {
        var faults = SettingsFixture.FaultsOfOne(("RewriteFrom", "true"), ("Priority", "first"));

        Assert.Equal(2, faults.Count);
    }
}
