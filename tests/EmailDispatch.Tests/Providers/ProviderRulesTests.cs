namespace EmailDispatch.Tests.Providers;

public sealed class ProviderRulesTests
{
    [Theory]
    [InlineData("Name", "", "Name")]
    [InlineData("Name", "SES", "Name")]
    [InlineData("Host", "", "Host")]
    [InlineData("Host", "https://smtp.example.com", "Host")]
    [InlineData("Port", "0", "Port")]
    [InlineData("Port", "65536", "Port")]
    [InlineData("Username", "u", "Secret")]
    [InlineData("Secret", "p@ss w0rd!", "Secret")]
    [InlineData("Region", "eu", "Region")]
    [InlineData("Preset", "SendGird", "Preset")]
    [InlineData("Priority", "-1", "Priority")]
    [InlineData("Weight", "-1", "Weight")]
    [InlineData("Streams", "Marketing", "Streams")]
    [InlineData("Tenants", "a b", "Tenants")]
    [InlineData("FromDomains", "@example.com", "FromDomains")]
    [InlineData("FromDomains", "*", "FromDomains")]
    [InlineData("FromDomains", "mail.*.example.com", "FromDomains")]
    [InlineData("FromDomains", "com", "FromDomains")]
    [InlineData("DefaultFromAddress", "nobody", "DefaultFromAddress")]
    [InlineData("DefaultFromAddress", "A <a@example.com>", "DefaultFromAddress")]
    [InlineData("DefaultFromName", "Example", "DefaultFromName")]
    [InlineData("RewriteFrom", "true", "RewriteFrom")]
    [InlineData("Headers:Subject", "x", "Headers:Subject")]
    [InlineData("Headers:X-A", "a\r\nBcc: b@example.com", "Headers:X-A")]
    [InlineData("PerSecond", "0", "PerSecond")]
    [InlineData("PerHour", "-5", "PerHour")]
    [InlineData("PerDay", "0", "PerDay")]
    [InlineData("MaxRecipients", "0", "MaxRecipients")]
    [InlineData("MaxMessageBytes", "25", "MaxMessageBytes")]
    [InlineData("MaxConnections", "0", "MaxConnections")]
    [InlineData("MaxMessagesPerConnection", "0", "MaxMessagesPerConnection")]
    [InlineData("CertificatePin", "ab:cd", "CertificatePin")]
    [InlineData("CertificatePin", "1111111111111111111111111111111111111111111111111111111111111111,", "CertificatePin")]
    [InlineData("CertificatePin", "key:1111111111111111111111111111111111111111111111111111111111111111", "CertificatePin")]
    [InlineData("Auth", "Password", "Auth")]
    [InlineData("ConnectTimeout", "5", "ConnectTimeout")]
    [InlineData("CommandTimeout", "-00:00:01", "CommandTimeout")]
    [InlineData("Security", "None", "Security")]
    [InlineData("TlsVerify", "false", "TlsVerify")]
    public void Fault_names_the_setting(string key, string value, string setting)
    {
        var faults = SettingsFixture.FaultsOfOne((key, value));

        Assert.Contains(faults, fault => fault.StartsWith($"{setting}:", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Secret", "hunter2 is my password")]
    [InlineData("Username", "hunter2\n")]
    [InlineData("Pasword", "hunter2")]
    public void Credentials_that_stray_into_the_settings_are_not_repeated(string key, string value)
    {
        var faults = SettingsFixture.FaultsOfOne((key, value));

        Assert.DoesNotContain(faults, fault => fault.Contains("hunter2", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("127.0.0.1")]
    [InlineData("::1")]
    public void Loopback_may_go_without_protection(string host)
    {
        var provider = SettingsFixture.ReadOne(("Host", host), ("Security", "None"), ("TlsVerify", "false"));

        Assert.False(provider.TlsVerify);
    }

    [Fact]
    public void Beyond_loopback_it_has_to_be_allowed_and_is_warned_of()
    {
        using var settings = new SettingsFixture(
            ("0:Name", "x"), ("0:Host", "relay.example.com"), ("0:Security", "None"), ("0:TlsVerify", "false"), ("0:AllowInsecure", "true"));

        Assert.Equal(
            ["Providers:0:Security: emails and credentials travel to relay.example.com in plain text.", "Providers:0:TlsVerify: whoever answers for relay.example.com is trusted."],
            settings.Logger.Entries.Select(e => e.Text));
    }

    [Fact]
    public void Default_from_must_be_of_a_domain_the_provider_may_send_from()
    {
        var faults = SettingsFixture.FaultsOfOne(("FromDomains", "example.com"), ("DefaultFromAddress", "a@example.org"));

        Assert.Equal(["DefaultFromAddress: its domain example.org is not among the FromDomains."], faults);
    }

    [Fact]
    public void Preset_without_a_secret_is_a_fault()
    {
        var faults = SettingsFixture.FaultsOfOne(("Preset", "Mailgun"), ("Secret", ""));

        Assert.Equal(["Secret: is needed, Mailgun takes no email without a login."], faults);
    }

    [Fact]
    public void Secret_without_a_user_name_is_taken_for_one_that_names_it() =>
        Assert.Equal("", SettingsFixture.ReadOne(("Secret", "mail-login")).Username);
}
