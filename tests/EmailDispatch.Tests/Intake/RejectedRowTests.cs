using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Intake;

/// <summary>What the row of a refused drop has of the email.</summary>
public sealed class RejectedRowTests
{
    private static readonly EmailId Id = EmailId.New(ManualTime.At("2026-11-21T10:20:00Z"));

    [Fact]
    public void Row_has_what_can_be_read()
    {
        var row = Row("""
            {"from":"Ann <a@example.com>","to":["Bob <b@example.com>","x","B@example.com"],"cc":"c@example.com, d@example.com","bcc":["e@example.com","c@example.com"],
            "subject":"s","tags":[{"name":"n","value":"v"},7],"form":1}
            """);

        Assert.Equal((Id, "default", EmailStatus.Rejected), (row.Id, row.Tenant, row.Status));
        Assert.Equal(("Ann <a@example.com>", "s", "n=v"), (row.From, row.Subject, string.Join(';', row.Tags.Select(tag => $"{tag.Name}={tag.Value}"))));
        Assert.Equal(
            ["b@example.com To Bob", "c@example.com Cc ", "d@example.com Cc ", "e@example.com Bcc "],
            row.Recipients.Select(recipient => $"{recipient.Address} {recipient.Kind} {recipient.Name}"));
        Assert.All(row.Recipients, recipient => Assert.Equal(EmailStatus.Rejected, recipient.Status));
        Assert.Equal("form", Assert.Single(row.Errors).Field);
    }

    [Theory]
    [InlineData("""{"from":"nobody","to":"nobody","subject":7,"tags":7}""")]
    [InlineData("""{"from":[],"to":[]}""")]
    [InlineData("{}")]
    [InlineData("[]")]
    public void What_cannot_be_read_is_empty(string json)
    {
        var row = Row(json);

        Assert.Equal(("", "", 0, 0), (row.From, row.Subject, row.Tags.Count, row.Recipients.Count));
    }

    [Fact]
    public void Recipients_are_as_many_as_an_email_may_have()
    {
        var to = string.Join(',', Enumerable.Range(0, EmailLimits.MaxRecipients + 10).Select(n => $"\"r{n}@example.com\""));

        var row = Row($$"""{"to":[{{to}}],"cc":["c@example.com"]}""");

        Assert.Equal(Enumerable.Range(0, EmailLimits.MaxRecipients).Select(n => $"r{n}@example.com"), row.Recipients.Select(recipient => recipient.Address));
    }

    private static EmailRow Row(string json) =>
        RejectedRow.Of(DropReader.Read(Encoding.UTF8.GetBytes(json), Id.AcceptedAt)!, Id, [new FieldError("form", "is unknown")]);
}
