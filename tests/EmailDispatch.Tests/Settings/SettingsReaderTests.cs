using EmailDispatch.Access;
using EmailDispatch.Dispatch;
using EmailDispatch.Domains;
using EmailDispatch.Emails;
using EmailDispatch.Events.Mailbox;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Retention;
using EmailDispatch.Settings;
using EmailDispatch.Status;
using EmailDispatch.Unsubscribing;
using EmailDispatch.Webhooks;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.Settings;

public sealed class SettingsReaderTests
{
    [Theory]
    [InlineData("24h", "'24h' is no duration; write 1.00:00:00 or 24:00:00.")]
    [InlineData("1 day", "'1 day' is no duration; write 1.00:00:00 or 24:00:00.")]
    [InlineData("90m", "'90m' is no duration; write 01:30:00.")]
    [InlineData("30", "'30' is no duration; write 00:00:30.")]
    [InlineData("-01:00:00", "'-01:00:00' is no duration; write 1.00:00:00 or 24:00:00.")]
    [InlineData("1.24:00:00", "'1.24:00:00' is no duration; write 1.00:00:00 or 24:00:00.")]
    [InlineData("12:60:00", "'12:60:00' is no duration; write 1.00:00:00 or 24:00:00.")]
    [InlineData("", "is empty; remove it for the default, 1.00:00:00.")]
    [InlineData("8.00:00:00", "'8.00:00:00' is not between 00:01:00 and 7.00:00:00.")]
    [InlineData("00:00:30", "'00:00:30' is not between 00:01:00 and 7.00:00:00.")]
    public void Duration_that_is_none_is_told_with_what_to_write(string value, string fault) =>
        Assert.Equal([$"Dispatch__MaxAge: {fault}"], Read("Dispatch", new DispatchOptions(), ("MaxAge", value)));

    [Theory]
    [InlineData("24:00:00", 24 * 60)]
    [InlineData("1.00:00:00", 24 * 60)]
    [InlineData("100:30", (100 * 60) + 30)]
    [InlineData(" 00:05:00 ", 5)]
    [InlineData("00:05:00.000", 5)]
    public void Duration_may_have_more_than_24_hours(string value, int minutes)
    {
        var options = new DispatchOptions();

        var faults = Read("Dispatch", options, ("MaxAge", value));

        Assert.Empty(faults);
        Assert.Equal(TimeSpan.FromMinutes(minutes), options.MaxAge);
    }

    public static TheoryData<string, Type, string, string, string> Wrong => new()
    {
        { "Emails", typeof(EmailLimits), "MaxMessageBytes", "25MB", "'25MB' is no whole number such as 26214400." },
        { "Emails", typeof(EmailLimits), "MaxMessageBytes", "1e6", "'1e6' is no whole number such as 26214400." },
        { "Emails", typeof(EmailLimits), "MaxMessageBytes", "99999999999", "'99999999999' is too large a number." },
        { "Emails", typeof(EmailLimits), "MaxRequestBytesInFlight", "1", "'1' is not between 83886080 and 4294967296." },
        { "Emails", typeof(AttachmentFetchOptions), "AttachmentHosts", "files.example.com,, b.example.com", "has an empty entry." },
        { "Emails", typeof(AttachmentFetchOptions), "AttachmentHosts", "https://files.example.com/", "'https://files.example.com/' is no host such as files.example.com or *.example.com." },
        { "Emails", typeof(AttachmentFetchOptions), "AllowPrivateAttachmentHosts", "10.0.0.0/8", "'10.0.0.0/8' is no host such as files.example.com or *.example.com." },
        { "TestAddresses", typeof(TestAddressOptions), "Domain", "gmail.com", "'gmail.com' has mailboxes; real mail to it would not be sent." },
        { "Status", typeof(StatusOptions), "Shards", "0", "'0' is not between 1 and 16." },
        { "Retention", typeof(RetentionOptions), "StatusDays", "30.5", "'30.5' is no whole number such as 30." },
        { "Access", typeof(AccessOptions), "ClientAddressHeader", "X-Forwarded-For", "must be the name of a header, such as Client-IP, but not X-Forwarded-For, which the Functions host replaces." },
        { "Webhooks", typeof(WebhookOptions), "AllowPrivateAddresses", "yes", "'yes' is neither true nor false." },
        { "Webhooks", typeof(WebhookOptions), "SigningKeySecret", "", "is empty; it needs the name of a secret." },
        { "Domains", typeof(DomainOptions), "RequireAlignment", "Wran", "'Wran' is not one of Off, Warn, Skip; did you mean Warn?" },
        { "Domains", typeof(DomainOptions), "RequireAlignment", "2", "'2' is not one of Off, Warn, Skip." },
        { "Domains", typeof(DomainOptions), "Resolver", "dns.example.com", "'dns.example.com' is not an IP address with an optional port, such as 192.0.2.1:53." },
        { "Domains", typeof(DomainOptions), "LookupTimeout", "100ms ", "'100ms' is no duration; write 00:00:00.1000000." },
        { "BounceMailbox", typeof(BounceMailboxOptions), "Port", "imap", "'imap' is no whole number such as 993." },
        { "BounceMailbox", typeof(BounceMailboxOptions), "User", "bounces", "Host: is needed with BounceMailbox__User and BounceMailbox__Secret." },
        { "Unsubscribe", typeof(UnsubscribeOptions), "PublicUrl", "http://mail.example.com", "must be an https address without a query, at most 200 characters, such as https://mail.example.com." },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Wrong_value_is_told_with_the_name_of_the_setting(string section, Type type, string name, string value, string fault)
    {
        var faults = Read(section, Activator.CreateInstance(type)!, (name, value));

        var expected = fault.StartsWith("Host: ", StringComparison.Ordinal) ? $"{section}__{fault}" : $"{section}__{name}: {fault}";
        Assert.Contains(expected, faults);
        Assert.All(faults, line => Assert.StartsWith($"{section}__", line, StringComparison.Ordinal));
    }

    [Fact]
    public void List_takes_commas_or_entries()
    {
        var (commas, entries) = (new AttachmentFetchOptions(), new AttachmentFetchOptions());

        Assert.Empty(Read("Emails", commas, ("AttachmentHosts", "a.example.com, *.b.example.com")));
        Assert.Empty(Read("Emails", entries, ("AttachmentHosts:0", "a.example.com"), ("AttachmentHosts:1", "*.b.example.com")));

        Assert.Equal(["a.example.com", "*.b.example.com"], commas.AttachmentHosts);
        Assert.Equal(commas.AttachmentHosts, entries.AttachmentHosts);
    }

    [Fact]
    public void List_where_one_value_belongs_is_told() =>
        Assert.Equal(["Dispatch__Lease: takes one value, not a list."], Read("Dispatch", new DispatchOptions(), ("Lease:0", "00:01:00")));

    [Theory]
    [InlineData("Dispatch:MaxAgee", "Dispatch__MaxAgee: there is no such setting; did you mean Dispatch__MaxAge?")]
    [InlineData("Dispatch:max_age", "Dispatch__max_age: there is no such setting; did you mean Dispatch__MaxAge?")]
    [InlineData("Dispatch:StatusDays", "Dispatch__StatusDays: there is no such setting; did you mean Retention__StatusDays?")]
    [InlineData("Dispatch:Colour", "Dispatch__Colour: there is no such setting; Dispatch has Lease, MaxAge.")]
    [InlineData("Dispach:MaxAge", "Dispach__MaxAge: there is no such setting; did you mean Dispatch__MaxAge?")]
    [InlineData("Dispatch_MaxAge", "Dispatch_MaxAge: there is no such setting; did you mean Dispatch__MaxAge?")]
    [InlineData("DISPATCH_MAXAGE", "DISPATCH_MAXAGE: there is no such setting; did you mean Dispatch__MaxAge?")]
    [InlineData("Provider:3:Host", "Provider__3__Host: there is no such setting; did you mean Providers__3__Host?")]
    [InlineData("Acess:Keys:0:Tenant", "Acess__Keys__0__Tenant: there is no such setting; did you mean Access__Keys__0__Tenant?")]
    [InlineData("Access:Key:0:Tenant", "Access__Key: there is no such setting; did you mean Access__Keys?")]
    [InlineData("KeyVault:Url", "KeyVault__Url: there is no such setting; did you mean KeyVault__Uri?")]
    public void Name_that_nothing_reads_is_told_with_the_one_meant(string name, string expected) =>
        Assert.Equal([expected], Unknown(name));

    [Theory]
    [InlineData("dispatch:maxage")]
    [InlineData("Providers:0:Host")]
    [InlineData("Access:Keys:0:Tenant")]
    [InlineData("KeyVault:SomethingElse")]
    [InlineData("Dispatcher:Queue")]
    [InlineData("STATUS_PAGE")]
    [InlineData("Stats:Shards:0")]
    [InlineData("PATH")]
    [InlineData("Provider:Host")]
    [InlineData("Dispatch")]
    public void Setting_of_others_is_left_alone(string name) => Assert.Empty(Unknown(name));

    private static List<string> Read(string section, object options, params (string Name, string Value)[] settings) =>
        SettingsReader.Read(Settings([.. settings.Select(s => ($"{section}:{s.Name}", s.Value))]).GetSection(section), options);

    private static List<string> Unknown(string name) =>
    [
        .. UnknownSettings.Find(
            Settings((name, "1")),
            [
                new("Dispatch", ["Lease"]), new("Dispatch", ["MaxAge"]), new("Retention", ["StatusDays"]), new("Status", ["Shards"]),
                new("Providers", ["#:Host"]), new("Access", ["ClientAddressHeader", "Keys:#:Tenant"]), new("KeyVault", ["Uri"]) { IsShared = true },
            ]),
    ];

    private static IConfigurationRoot Settings(params (string Name, string Value)[] settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(s => KeyValuePair.Create(s.Name, (string?)s.Value))).Build();
}
