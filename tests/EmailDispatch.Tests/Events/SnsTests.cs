using System.Net;
using EmailDispatch.Events;
using EmailDispatch.Secrets;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Events;

/// <summary>Amazon SNS signs for everybody who has a topic: whose message it is, and where its certificate comes from, is checked first.</summary>
public sealed class SnsTests : IDisposable
{
    private readonly EventBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData("1")]
    [InlineData("2")]
    public async Task Both_versions_of_the_signature_are_accepted(string version)
    {
        var receipt = await _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(Notification(), version: version)));

        Assert.Equal(EventOutcome.Taken, receipt.Outcome);
    }

    [Fact]
    public async Task Subject_is_part_of_what_is_signed()
    {
        var signed = _bench.Sign(new(Notification()) { ["Subject"] = "Amazon SES Email Event Notification" });

        var accepted = await _bench.ReceiveAsync(_bench.OfSns(signed));
        var refused = await _bench.ReceiveAsync(_bench.OfSns(signed.Replace("Notification\",\"Sig", "Notificatiom\",\"Sig", StringComparison.Ordinal)));

        Assert.Equal((EventOutcome.Taken, EventOutcome.Refused), (accepted.Outcome, refused.Outcome));
    }

    [Theory]
    [InlineData("https://sns.eu-west-1.amazonaws.com.example.com/a.pem")]
    [InlineData("https://example.com/sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.us-east-1.amazonaws.com/a.pem")]
    [InlineData("http://sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com:8443/a.pem")]
    [InlineData("https://x@sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://s3.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/?Action=GetEndpointAttributes&EndpointArn=a.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/SimpleNotificationService-0123456789abcdef.pem?Action=GetEndpointAttributes")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a/SimpleNotificationService-0123456789abcdef.pem")]
    [InlineData("https://sns.eu-west-1.amazonaws.com/a.pem")]
    [InlineData("file:///etc/passwd")]
    [InlineData("")]
    public async Task Certificate_from_elsewhere_is_not_fetched(string address)
    {
        var receipt = await _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(Notification(), certificate: address)));

        Assert.Equal(EventOutcome.Refused, receipt.Outcome);
        Assert.Empty(_bench.Sns.Asked);
    }

    [Fact]
    public async Task Topic_of_somebody_else_is_refused_without_asking_anybody()
    {
        var receipt = await _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(new(Notification()) { ["TopicArn"] = "arn:aws:sns:eu-west-1:999999999999:email-events" })));

        Assert.Equal(EventOutcome.Refused, receipt.Outcome);
        Assert.Empty(_bench.Sns.Asked);
    }

    [Fact]
    public async Task Subscription_is_confirmed_once_its_signature_is_checked()
    {
        const string address = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=t";

        var refused = await _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(Confirmation(address), forged: true)));
        var asked = _bench.Sns.Asked.Contains(address);
        var receipt = await _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(Confirmation(address))));

        Assert.Equal((EventOutcome.Refused, false), (refused.Outcome, asked));
        Assert.Equal(EventOutcome.Taken, receipt.Outcome);
        Assert.Equal([SnsServer.CertificateUrl, address], _bench.Sns.Asked);
    }

    [Fact]
    public async Task Subscription_whose_address_is_elsewhere_is_refused()
    {
        var receipt = await _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(Confirmation("https://169.254.169.254/latest/meta-data"))));

        Assert.Equal(EventOutcome.Refused, receipt.Outcome);
        Assert.Empty(_bench.Sns.Asked);
    }

    [Fact]
    public async Task Certificate_is_fetched_once_and_a_service_that_is_down_can_be_asked_again()
    {
        _bench.Sns.Answer = HttpStatusCode.InternalServerError;
        await Assert.ThrowsAsync<CredentialException>(() => _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(Notification()))));
        _bench.Sns.Answer = HttpStatusCode.OK;

        await _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(Notification())));
        await _bench.ReceiveAsync(_bench.OfSns(_bench.Sign(Notification())));

        Assert.Equal(2, _bench.Sns.Asked.Count);
    }

    [Fact]
    public async Task Complaint_of_one_of_several_is_nobodys()
    {
        var row = await _bench.SentAsync("AmazonSes", "acme", EmailStatus.Sent, "b@example.com", "c@example.com");
        var json = $$"""{"eventType":"Complaint","mail":{"timestamp":"2026-03-10T12:00:00Z","tags":{"email_dispatch":["{{row.Id}}_acme"]} },"complaint":{"timestamp":"2026-03-10T12:00:00Z","complainedRecipients":[{"emailAddress":"b@example.com"},{"emailAddress":"c@example.com"}]} }""";

        await _bench.ReceiveAsync(_bench.Sign("AmazonSes", json));
        await _bench.ApplyAllAsync();

        Assert.All((await _bench.ReadAsync(row)).Recipients, recipient => Assert.Null(recipient.Report));
    }

    private static Dictionary<string, string> Notification() => new()
    {
        ["Type"] = "Notification",
        ["MessageId"] = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        ["TopicArn"] = EventBench.Topic,
        ["Message"] = "Successfully validated SNS topic for Amazon SES event publishing.",
        ["Timestamp"] = "2026-03-10T12:00:00.000Z",
    };

    private static Dictionary<string, string> Confirmation(string address) => new()
    {
        ["Type"] = "SubscriptionConfirmation",
        ["MessageId"] = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        ["TopicArn"] = EventBench.Topic,
        ["Token"] = "t",
        ["Message"] = "You have chosen to subscribe to the topic.\nTo confirm, visit the SubscribeURL.",
        ["SubscribeURL"] = address,
        ["Timestamp"] = "2026-03-10T12:00:00.000Z",
    };
}
