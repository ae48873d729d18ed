using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Senders;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.Intake;

/// <summary>Whole messages, accepted as they are.</summary>
public sealed class RawIntakeTests : IntakeTest
{
    private const string Message = "From: Ann <a@example.com>\r\nTo: b@example.com\r\nMessage-ID: <own@app.test>\r\nSubject: s\r\n\r\nHi\r\n";

    [Fact]
    public async Task Small_message_travels_in_the_queue_message_and_large_one_in_a_blob()
    {
        var small = await NewIntake().SubmitAsync(Submitter, Raw(Message), null, Cancellation);
        await NewIntake().SubmitAsync(Submitter, Raw(Message + new string('x', 990) + "\r\n" + string.Concat(Enumerable.Repeat("line\r\n", 20_000))), null, Cancellation);

        var row = await ReadAsync(small.Id!.Value);
        Assert.Equal(Encoding.ASCII.GetBytes(Message), DispatchMessage.Parse(Queue.Messages[0].Serialize()).Payload!.Raw);
        Assert.NotNull(Queue.Messages[1].Blob);
        Assert.Equal((true, "<own@app.test>", "s", "Ann <a@example.com>"), (row!.IsRaw, row.MessageId, row.Subject, row.From));
    }

    [Fact]
    public async Task Key_in_the_message_counts_once_for_each_envelope()
    {
        var first = await SubmitAsync("Hi", "b@example.com", "c@example.com");
        var again = await SubmitAsync("Hi", "c@example.com", "b@example.com");
        var rest = await SubmitAsync("Hi", "d@example.com");
        var other = await SubmitAsync("Bye", "d@example.com");

        Assert.Equal((first.Id, true), (again.Id, again.IsReplayed));
        Assert.Equal((EmailFault.None, false), (rest.Fault, rest.IsReplayed));
        Assert.Equal(EmailFault.KeyOfOtherRequest, other.Fault);
        Assert.Equal(["b@example.com c@example.com", "d@example.com"], Queue.Messages.Select(message => string.Join(' ', message.Payload!.Recipients().Select(to => to.Address))));

        Task<SubmissionResult> SubmitAsync(string text, params string[] to) =>
            NewIntake().SubmitAsync(Submitter, Raw($"Idempotency-Key: k\r\n{Message}{text}", to), "of the request", Cancellation);
    }

    [Fact]
    public async Task Key_of_the_request_counts_before_one_told_from_the_message()
    {
        var first = await SubmitAsync("k", "of the message");
        var again = await SubmitAsync("k", "of another message");
        var other = await SubmitAsync("k2", "of the message");

        Assert.Equal((first.Id, true), (again.Id, again.IsReplayed));
        Assert.NotEqual(first.Id, other.Id);

        Task<SubmissionResult> SubmitAsync(string key, string repeatKey) =>
            NewIntake().SubmitAsync(Submitter, Raw(Message, "b@example.com"), key, Cancellation, repeatKey: repeatKey);
    }

    [Fact]
    public async Task Key_in_the_message_is_checked()
    {
        var result = await NewIntake().SubmitAsync(Submitter, Raw($"Idempotency-Key: {new string('k', 257)}\r\n{Message}"), "valid", Cancellation);

        Assert.Equal(EmailFault.InvalidKey, result.Fault);
    }

    [Fact]
    public async Task Repeat_told_from_the_message_is_one_email_for_an_hour()
    {
        var first = await RepeatAsync(TimeSpan.Zero);
        var soon = await RepeatAsync(TimeSpan.FromMinutes(59));
        var later = await RepeatAsync(TimeSpan.FromMinutes(1));

        Assert.Equal(first.Id, soon.Id);
        Assert.NotEqual(first.Id, later.Id);
        Assert.Equal(2, Queue.Messages.Select(message => message.Id).Distinct().Count());
    }

    [Fact]
    public async Task Repeat_of_an_accepted_message_is_not_counted_again()
    {
        Senders = new SenderRules(new ConfigurationBuilder().AddInMemoryCollection([new("Senders:0:Tenant", "default"), new("Senders:0:PerDay", "1")]).Build());
        var first = await RepeatAsync(TimeSpan.Zero);

        var again = await RepeatAsync(TimeSpan.FromMinutes(10));

        Assert.Equal(first.Id, again.Id);
        await Assert.ThrowsAsync<QuotaExceededException>(() => NewIntake().SubmitAsync(Submitter, Raw(Message), null, Cancellation));
    }

    private Task<SubmissionResult> RepeatAsync(TimeSpan later)
    {
        Time.Advance(later);
        return NewIntake().SubmitAsync(Submitter, Raw(Message, "b@example.com"), null, Cancellation, repeatKey: "of the message");
    }

    [Theory]
    [InlineData("From: a@example.com, b@example.org\r\nSender: a@example.com\r\nTo: b@example.com\r\n\r\n")]
    [InlineData("From: a@example.com\r\nSender: b@example.org\r\nTo: b@example.com\r\n\r\n")]
    [InlineData("From: b@example.org\r\nTo: b@example.com\r\n\r\n")]
    public async Task Every_sender_must_be_of_the_domains_of_the_key(string message)
    {
        var result = await NewIntake().SubmitAsync(new Submitter("default", ["example.com"]), Raw(message), null, Cancellation);

        Assert.Equal((EmailFault.FromNotAllowed, "from"), (result.Fault, result.Errors.Single().Field));
    }

    [Fact]
    public async Task Header_that_instructs_the_service_is_refused_as_in_other_emails()
    {
        var result = await NewIntake().SubmitAsync(new Submitter("default", ["example.com"]), Raw("X-SES-SOURCE-ARN: a\r\n" + Message), null, Cancellation);

        Assert.Equal("headers.X-SES-SOURCE-ARN", result.Errors.Single().Field);
    }

    [Fact]
    public async Task Redirected_message_goes_to_the_address_of_the_key()
    {
        await NewIntake().SubmitAsync(Submitter with { Recipients = new RecipientRules { RedirectTo = "qa@example.com" } }, Raw(Message), null, Cancellation);

        var email = Queue.Messages.Single().Payload!;
        Assert.Equal("qa@example.com", email.Recipients().Single().Address);
        Assert.Equal(new EmailHeader("X-Original-To", "b@example.com"), email.Headers.Single());
    }

    [Fact]
    public async Task Json_may_have_the_message_in_base64()
    {
        var json = Encoding.UTF8.GetBytes($$"""{"raw":"{{Convert.ToBase64String(Encoding.ASCII.GetBytes(Message))}}","to":["c@example.com"],"tags":[{"name":"n","value":"v"}]}""");

        await NewIntake().SubmitAsync(Submitter, json, null, Cancellation);
        var both = await NewIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(json)[..^1] + ",\"subject\":\"s\"}"), null, Cancellation);

        var email = Queue.Messages.Single().Payload!;
        Assert.Equal((Message, "c@example.com", "v"), (Encoding.ASCII.GetString(email.Raw!), email.Recipients().Single().Address, email.Tags.Single().Value));
        Assert.Equal("subject", both.Errors.Single().Field);
    }

    [Fact]
    public async Task Dry_run_stores_nothing()
    {
        var result = await NewIntake().SubmitAsync(Submitter, Raw(Message) with { IsDryRun = true }, null, Cancellation);

        Assert.NotNull(result.DryRun);
        Assert.Empty(Queue.Messages);
    }

    private static RawSubmission Raw(string message, params string[] to) => new(Encoding.ASCII.GetBytes(message), to.Length == 0 ? null : to);
}
