using EmailDispatch.Emails;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Status;

public sealed class RecipientListTests
{
    [Fact]
    public void Address_named_twice_counts_once_where_it_was_named_first()
    {
        var email = new Email
        {
            From = new EmailAddress("a@example.com"),
            To = [new EmailAddress("b@example.com", "B")],
            Cc = [new EmailAddress("B@example.com"), new EmailAddress("c@example.com")],
            Subject = "",
        };

        var recipients = RecipientList.Of(email);

        Assert.Equal(["b@example.com", "c@example.com"], recipients.Select(r => r.Address));
        Assert.Equal([RecipientKind.To, RecipientKind.Cc], recipients.Select(r => r.Kind));
    }

    [Theory]
    [InlineData(EmailStatus.Sent, EmailStatus.Sent, EmailStatus.Sent)]
    [InlineData(EmailStatus.Sent, EmailStatus.Bounced, EmailStatus.Sent)]
    [InlineData(EmailStatus.Sent, EmailStatus.Deferred, EmailStatus.Deferred)]
    [InlineData(EmailStatus.Bounced, EmailStatus.Bounced, EmailStatus.Bounced)]
    [InlineData(EmailStatus.Bounced, EmailStatus.Failed, EmailStatus.Failed)]
    [InlineData(EmailStatus.Queued, EmailStatus.Sent, EmailStatus.Deferred)]
    public void Summary_tells_what_all_recipients_came_to(EmailStatus one, EmailStatus other, EmailStatus expected)
    {
        var summary = RecipientList.Summarise([new Recipient("a@example.com", RecipientKind.To, one), new Recipient("b@example.com", RecipientKind.To, other)]);

        Assert.Equal(expected, summary);
    }
}
