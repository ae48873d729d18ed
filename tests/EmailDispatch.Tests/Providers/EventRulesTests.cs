namespace EmailDispatch.Tests.Providers;

public sealed class EventRulesTests
{
    [Theory]
    [InlineData("EventsSecret: must be the name of a secret", "Preset=Postmark;EventsSecret=p@ssword")]
    [InlineData("EventsSecret: needs a Preset", "EventsSecret=s")]
    [InlineData("EventsSecret: needs a Preset", "Preset=Gmail;Username=u;EventsSecret=s")]
    [InlineData("EventsSecret: Amazon SES has none; set EventsTopic.", "Preset=AmazonSes;Region=eu-west-1;Username=u;EventsSecret=s")]
    [InlineData("EventsTopic: is for Preset AmazonSes only.", "Preset=Postmark;EventsTopic=arn:aws:sns:eu-west-1:123456789012:x")]
    [InlineData("EventsTopic: must be the ARN", "Preset=AmazonSes;Region=eu-west-1;Username=u;EventsTopic=my-topic")]
    [InlineData("EventsUrl: is needed, Mandrill signs it.", "Preset=Mandrill;Username=u;EventsSecret=s")]
    [InlineData("EventsUrl: must be the https address", "Preset=Mandrill;Username=u;EventsSecret=s;EventsUrl=events")]
    public void Fault_is_told(string expected, string settings)
    {
        var faults = SettingsFixture.FaultsOfOne(Split(settings));

        Assert.StartsWith(expected, Assert.Single(faults), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Preset=send-grid;EventsSecret=s")]
    [InlineData("Preset=Ses;Region=eu-west-1;Username=u;EventsTopic=arn:aws:sns:eu-west-1:123456789012:x")]
    [InlineData("Preset=Mandrill;Username=u;EventsSecret=s;EventsUrl=https://email.example.com/events/m")]
    public void Settings_of_a_service_that_reports_events_are_accepted(string settings) => Assert.True(SettingsFixture.ReadOne(Split(settings)).ReportsEvents);

    private static (string, string)[] Split(string settings) => [.. settings.Split(';').Select(setting => setting.Split('=', 2)).Select(pair => (pair[0], pair[1]))];
}
