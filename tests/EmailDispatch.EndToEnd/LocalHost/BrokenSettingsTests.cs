using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.LocalHost;

/// <summary>The real program does not start with broken settings, and its console lists all of them at once.</summary>
public sealed class BrokenSettingsTests
{
    [Fact]
    public async Task Faults_of_every_room_are_listed_one_a_line_without_a_stack_trace()
    {
        // The setting, its value, and how its line begins.
        (string Name, string Value, string Line)[] broken =
        [
            ("AzureWebJobsStorage", "AccountKey=c2VjcmV0", "AzureWebJobsStorage: is no connection string"),
            ("KeyVault__Uri", "vault", "KeyVault__Uri: 'vault' is no https address"),
            ("Emails__MaxMessageBytes", "25MB", "Emails__MaxMessageBytes: '25MB' is no whole number such as 26214400."),
            ("Emails__AttachmentHosts__0", "https://a.example.com", "Emails__AttachmentHosts: 'https://a.example.com' is no host"),
            ("TestAddresses__Domain", "gmail.com", "TestAddresses__Domain: 'gmail.com' has mailboxes"),
            ("Dispatch__MaxAge", "24h", "Dispatch__MaxAge: '24h' is no duration; write 1.00:00:00 or 24:00:00."),
            ("Dispatch__Leese", "00:01:00", "Dispatch__Leese: there is no such setting; did you mean Dispatch__Lease?"),
            ("Status__Shards", "17", "Status__Shards: '17' is not between 1 and 16."),
            ("Retention__StatusDays", "", "Retention__StatusDays: is empty; remove it for the default, 30."),
            ("Retension__UsageDays", "30", "Retension__UsageDays: there is no such setting; did you mean Retention__UsageDays?"),
            ("Unsubscribe__PublicUrl", "http://mail.example.com", "Unsubscribe__PublicUrl: must be an https address"),
            ("BounceMailbox__Secret", "imap", "BounceMailbox__Host: is needed with"),
            ("Domains__RequireAlignment", "Always", "Domains__RequireAlignment: 'Always' is not one of Off, Warn, Skip."),
            ("Webhooks__AllowPrivateAddresses", "yes", "Webhooks__AllowPrivateAddresses: 'yes' is neither true nor false."),
            ("Access__ClientAddressHeader", "Client IP", "Access__ClientAddressHeader: must be the name of a header"),
            ("Access__Keys__1__Key", "short", "Access__Keys__1__Key: must have at least 16 characters."),
            ("Access__Keys__1__DeliverOnly", "qa@example.com", "Access__Keys__1__DeliverOnly: there is no such setting; did you mean DeliverOnlyTo?"),
            ("Access__Keys__2__Key", "ed_test_not_a_secret_0123456789abcdefghijklmnopqrstuv", "Access__Keys__2__Key: is the key of Access__Keys__0 too."),
            ("Access__Keys__Name", "first", "Access__Keys__Name: keys are numbered, as in Access__Keys__0__Key."),
            ("Providers__Host", "smtp.example.com", "Providers__Host: providers are numbered, as in Providers__0__Name."),
            ("Providers__0__Port", "99999", "Providers__0__Port: 99999 is not between 1 and 65535."),
            ("Providers__0__ConnectTimeout", "5s", "Providers__0__ConnectTimeout: '5s' is no duration; write 00:00:05."),
            ("Provider__1__Host", "smtp.example.com", "Provider__1__Host: there is no such setting; did you mean Providers__1__Host?"),
            ("LocalHost__MessageLock", "0", "LocalHost__MessageLock: '00:00:00' is not between 00:00:01 and 7.00:00:00."),
            ("Sandbox__PlainPort", "smtp", "Sandbox__PlainPort: 'smtp' is no whole number such as 2525."),
            ("Sandbox__SilentPrt", "0", "Sandbox__SilentPrt: there is no such setting; did you mean Sandbox__SilentPort?"),
            ("Logging__LogLevel__EmailDispatch", "Debg", "Logging__LogLevel__EmailDispatch: 'Debg' is not one of Trace, Debug"),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", "collector", "OTEL_EXPORTER_OTLP_ENDPOINT: 'collector' is no address"),
            ("APPLICATIONINSIGHTS_CONNECTION_STRING", "none", "APPLICATIONINSIGHTS_CONNECTION_STRING: is no connection string"),
        ];
        var settings = new EmailHostSettings("UseDevelopmentStorage=true", [new HostedProvider("only", "127.0.0.1", 2525)], More: broken.ToDictionary(b => b.Name, b => b.Value));

        var fault = await Assert.ThrowsAsync<InvalidOperationException>(() => EmailHost.StartAsync(settings, TestContext.Current.CancellationToken));

        var lines = fault.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        Assert.All(broken, setting => Assert.Single(lines, line => line.StartsWith(setting.Line, StringComparison.Ordinal)));
        var list = lines.SkipWhile(line => !line.StartsWith("Cannot start", StringComparison.Ordinal)).ToList();
        Assert.Equal($"Cannot start; the settings have {list.Count - 1} faults:", list[0]);
        Assert.DoesNotContain(lines, line => line.StartsWith("at ", StringComparison.Ordinal));
        Assert.DoesNotContain("c2VjcmV0", fault.Message, StringComparison.Ordinal);
    }
}
