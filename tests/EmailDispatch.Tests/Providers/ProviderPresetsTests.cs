using EmailDispatch.Providers;

namespace EmailDispatch.Tests.Providers;

public sealed class ProviderPresetsTests
{
    public static TheoryData<string> Names => [.. ProviderPresets.All.Select(p => p.Name)];

    [Fact]
    public void There_are_twenty() => Assert.Equal(20, ProviderPresets.All.Select(p => p.Name).Distinct().Count());

    [Theory]
    [MemberData(nameof(Names))]
    public void Preset_makes_a_provider_without_faults_and_warnings(string name)
    {
        (string, string)[] region = ProviderPresets.Find(name)!.Host is null ? [("0:Region", "eu-west-1")] : [];

        using var settings = new SettingsFixture([("0:Name", "x"), ("0:Preset", name), ("0:Secret", "x-password"), .. region]);

        Assert.Empty(settings.Logger.Entries);
        Assert.NotEqual(ProviderSecurity.None, settings.Catalogue.All[0].Security);
    }

    [Theory]
    [InlineData("amazon-ses", "AmazonSes")]
    [InlineData("SES", "AmazonSes")]
    [InlineData("office 365", "Office365")]
    [InlineData("iCloud", "ICloud")]
    [InlineData("azure_communication_services", "AzureCommunicationServices")]
    public void Preset_is_found_under_its_usual_spellings(string spelling, string name) => Assert.Equal(name, ProviderPresets.Find(spelling)?.Name);

    [Fact]
    public void No_spelling_means_two_presets()
    {
        var spellings = ProviderPresets.All.SelectMany(p => p.Aliases.Prepend(p.Name)).ToList();

        Assert.Equal(spellings.Count, spellings.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    [Fact]
    public void What_is_set_explicitly_wins()
    {
        var provider = SettingsFixture.ReadOne(
            ("Preset", "SendGrid"), ("Port", "465"), ("Security", "SslOnConnect"), ("Username", "other"), ("MaxMessageBytes", "1000000"), ("Host", "relay.example.com"));

        Assert.Equal(("relay.example.com", 465, ProviderSecurity.SslOnConnect, "other", 1_000_000L), (provider.Host, provider.Port, provider.Security, provider.Username, provider.MaxMessageBytes));
        Assert.Equal(1000, provider.MaxRecipients);
    }

    [Fact]
    public void Preset_fills_in_rates_and_connections()
    {
        var preset = SettingsFixture.ReadOne(("Preset", "Office365"));
        var own = SettingsFixture.ReadOne(("Preset", "Office365"), ("PerMinute", "5"), ("MaxConnections", "1"));
        var ses = SettingsFixture.ReadOne(("Preset", "AmazonSes"), ("Region", "eu-west-1"));

        Assert.Equal((30, 3), (preset.PerMinute, preset.MaxConnections));
        Assert.Equal((5, 1), (own.PerMinute, own.MaxConnections));
        Assert.Equal((14, 10), (ses.PerSecond, ses.MaxConnections));
    }

    [Theory]
    [InlineData("SendGrid", "apikey", false)]
    [InlineData("Resend", "resend", false)]
    [InlineData("Postmark", "", true)]
    public void User_name_follows_the_convention_of_the_service(string preset, string username, bool isSecret)
    {
        var provider = SettingsFixture.ReadOne(("Preset", preset));

        Assert.Equal((username, isSecret), (provider.Username, provider.UsernameIsSecret));
    }

    [Theory]
    [InlineData("AmazonSes", "eu-central-1", "email-smtp.eu-central-1.amazonaws.com")]
    [InlineData("AmazonSes", "us-gov-west-1", "email-smtp.us-gov-west-1.amazonaws.com")]
    [InlineData("SendGrid", "eu", "smtp.eu.sendgrid.net")]
    [InlineData("Postmark", "broadcasts", "smtp-broadcasts.postmarkapp.com")]
    [InlineData("Mailgun", "", "smtp.mailgun.org")]
    [InlineData("Mailgun", "eu", "smtp.eu.mailgun.org")]
    [InlineData("Zoho", "pro.eu", "smtppro.zoho.eu")]
    [InlineData("Gmx", "com", "mail.gmx.com")]
    public void Region_chooses_the_server(string preset, string region, string host) =>
        Assert.Equal(host, SettingsFixture.ReadOne(("Preset", preset), ("Region", region)).Host);

    [Theory]
    [InlineData("AmazonSes", "", "Region: AmazonSes needs one, such as eu-west-1.")]
    [InlineData("AmazonSes", "europe", "Region: 'europe' is not a region such as eu-west-1.")]
    [InlineData("AmazonSes", "evil.example/eu-west-1", "Region: 'evil.example/eu-west-1' is not a region such as eu-west-1.")]
    [InlineData("Mailgun", "asia", "Region: 'asia' is not one of us, eu.")]
    [InlineData("Gmail", "eu", "Region: Gmail has none.")]
    public void Wrong_region_is_told(string preset, string region, string expected) =>
        Assert.Contains(expected, SettingsFixture.FaultsOfOne(("Preset", preset), ("Region", region)));
}
