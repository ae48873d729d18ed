using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;

namespace EmailDispatch.Tests.Intake;

/// <summary>A key for staging writes to nobody but those it may.</summary>
public sealed class RecipientRulesTests : IntakeTest
{
    private static readonly Submitter Listed = Submitter with { Recipients = new() { DeliverOnlyTo = ["test.acme.example", "qa@acme.example"] } };
    private static readonly Submitter Redirected = Submitter with { Recipients = new() { RedirectTo = "qa@acme.example" } };

    [Fact]
    public void Email_with_recipients_that_are_not_listed_is_refused_and_each_is_named()
    {
        var read = NewReader().Read(Listed, Json("""
            "to":["qa@acme.example","Customer <one@customer.example>"],"cc":["two@customer.example"],"bcc":["any@test.acme.example","three@customer.example"]
            """));

        Assert.Equal(EmailFault.RecipientNotAllowed, read.Fault);
        Assert.Equal(["to[1]", "cc[0]", "bcc[1]"], read.Errors.Select(e => e.Field));
        Assert.Equal("is one@customer.example, to which this API key may not send; it may send to test.acme.example, qa@acme.example", read.Errors[0].Message);
    }

    [Fact]
    public void Email_to_listed_recipients_is_left_as_it_is()
    {
        var email = NewReader().Read(Listed, Json("\"to\":\"any@test.acme.example\",\"cc\":\"QA@acme.example\"")).Email!;

        Assert.Equal(["any@test.acme.example", "QA@acme.example"], email.Recipients().Select(r => r.Address));
        Assert.Null(email.OriginalTo);
        Assert.Empty(email.Headers);
    }

    [Fact]
    public void Email_of_a_batch_is_judged_likewise()
    {
        Assert.Equal(EmailFault.RecipientNotAllowed, NewReader().ReadOfBatch(Listed, Email("s")).Fault);
        Assert.Equal(["qa@acme.example"], NewReader().ReadOfBatch(Redirected, Email("s")).Email!.Recipients().Select(r => r.Address));
    }

    [Fact]
    public void Redirected_email_tells_who_was_meant_but_for_blind_copies()
    {
        var email = NewReader().Read(Redirected, Json("""
            "to":["One <one@customer.example>","two@customer.example"],"cc":"ONE@customer.example","bcc":"secret@customer.example","headers":{"x-original-to":"somebody","X-Entity-Ref-ID":"1"}
            """)).Email!;

        Assert.Equal(["qa@acme.example"], email.Recipients().Select(r => r.ToString()));
        Assert.Equal(["one@customer.example", "two@customer.example"], email.OriginalTo);
        Assert.Equal([new EmailHeader("X-Entity-Ref-ID", "1"), new EmailHeader("X-Original-To", "one@customer.example, two@customer.example")], email.Headers);
    }

    [Fact]
    public void Most_and_longest_recipients_are_redirected()
    {
        var to = string.Join(',', Enumerable.Range(10, EmailLimits.MaxRecipients).Select(n => $"\"{new string('é', 31)}{n}@{string.Join('.', Enumerable.Repeat(new string('d', 59), 3))}.example\""));

        var read = NewReader().Read(Redirected, Json($"\"to\":[{to}]"));

        Assert.Empty(read.Errors);
        Assert.Equal(EmailLimits.MaxRecipients, read.Email!.OriginalTo!.Count);
    }

    [Fact]
    public async Task Row_keeps_who_was_meant()
    {
        var result = await NewIntake().SubmitAsync(Redirected, Email("s"), idempotencyKey: null, Cancellation);

        var row = await ReadAsync(result.Id!.Value);

        Assert.Equal(["b@example.com"], row!.OriginalTo);
        Assert.Equal(["qa@acme.example"], row.Recipients.Select(r => r.Address));
    }

    [Fact]
    public void Redirection_to_what_is_no_address_is_told_when_the_email_comes_and_not_when_it_is_sent()
    {
        // A key's row in storage is read as it is.
        var damaged = Submitter with { Recipients = new() { RedirectTo = "q a@acme.example" } };

        EmailReadResult[] reads = [NewReader().Read(damaged, Email("s")), NewReader().ReadOfBatch(damaged, Email("s"))];

        Assert.All(reads, read =>
        {
            Assert.Equal(EmailFault.Invalid, read.Fault);
            Assert.StartsWith("cannot be written as a message: ", Assert.Single(read.Errors).Message, StringComparison.Ordinal);
        });
    }

    private static byte[] Json(string recipients) => Encoding.UTF8.GetBytes($$"""{"from":"a@example.com",{{recipients}},"subject":"s","text":"t"}""");
}
