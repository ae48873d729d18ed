using System.Text;
using Azure.Storage.Queues.Models;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Intake;

/// <summary>What libraries of several languages write for one email with a file, a tag and a header, alone, in a batch and as a drop.</summary>
public sealed class ClientRequestTests : IntakeTest
{
    private const string Common = "\"from\":\"Acme <hi@acme.test>\",\"to\":[\"you@example.test\"],\"subject\":\"Hello\",\"tags\":[{\"name\":\"flow\",\"value\":\"signup\"}],\"headers\":{\"X-Entity-Ref-ID\":\"1\"}";

    public static TheoryData<string, string> Requests { get; } = new()
    {
        { "PHP", """{COMMON,"bcc":[],"cc":[],"reply_to":[],"html":"<p>Hi<\/p>","text":"","attachments":[{"content":"JVBERg==","filename":"invoice.pdf","content_type":"application\/pdf"}]}""" },
        { "Python", """{COMMON,"html":"<p>Hi</p>","attachments":[{"filename": "invoice.pdf", "content": [37, 80, 68, 70]}]}""" },
        { "Go", """{COMMON,"bcc":null,"cc":null,"reply_to":"","html":"<p>Hi</p>","text":"","attachments":[{"content":[37,80,68,70],"filename":"invoice.pdf","path":"","content_type":"","content_id":""}]}""" },
        { "Ruby", """{COMMON,"html":"<p>Hi</p>","attachments":[{"filename":"invoice.pdf","content":[37,80,68,70]}]}""" },
        { "Java", """{COMMON,"cc":null,"bcc":null,"reply_to":null,"html":"<p>Hi</p>","text":null,"attachments":[{"filename":"invoice.pdf","content":"JVBERg==","path":null,"content_type":null,"content_id":null}],"scheduled_at":null}""" },
        { ".NET", """{COMMON,"html":"\u003Cp\u003EHi\u003C/p\u003E","attachments":[{"filename":"invoice.pdf","content":"JVBERg==","content_type":"application/pdf","path":null}]}""" },
        { "Elixir", """{COMMON,"html":"<p>Hi</p>","text":null,"attachments":[{"content":"JVBERg==","content_type":"application/pdf","filename":"invoice.pdf","inline_content_id":null,"path":null}]}""" },
        { "Node.js with a Buffer", """{COMMON,"html":"<p>Hi</p>","attachments":[{"filename":"invoice.pdf","content":{"type":"Buffer","data":[37,80,68,70]}}]}""" },
        { "Node.js with a Uint8Array", """{COMMON,"html":"<p>Hi</p>","attachments":[{"filename":"invoice.pdf","content":{"0":37,"1":80,"2":68,"3":70}}]}""" },
        { "Node.js, release 4", """{COMMON,"html":"<p>Hi</p>","replyTo":["help@acme.test"],"attachments":[{"filename":"invoice.pdf","content":{"type":"Buffer","data":[37,80,68,70]},"contentType":"application/pdf"}]}""" },
        { "a browser's file", """{COMMON,"html":"<p>Hi</p>","attachments":[{"filename":"invoice","content":"data:application/pdf;base64,JVBERg=="}]}""" },
    };

    [Theory]
    [MemberData(nameof(Requests))]
    public async Task Request_of_a_client_is_the_same_email_by_every_door(string client, string request)
    {
        var json = request.Replace("COMMON", Common, StringComparison.Ordinal);
        var body = Encoding.UTF8.GetBytes(json);

        var alone = await NewIntake().SubmitAsync(Submitter, body, null, Cancellation);
        var batch = await NewBatchIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes($"[{json},\n{json}]"), BatchValidation.Strict, null, Cancellation);
        await DropAsync(body);

        Assert.True(alone.Errors.Count + batch.Errors.Count == 0, $"{client}: {string.Join("; ", alone.Errors.Concat(batch.Errors))}");
        Assert.Equal(4, Queue.Messages.Count);
        Assert.All(Queue.Messages, message =>
        {
            var email = message.Payload!;
            var file = Assert.Single(email.Attachments);
            Assert.Equal("%PDF"u8.ToArray(), file.Content);
            Assert.Equal("application/pdf", file.ContentType);
            Assert.Null(file.ContentId);
            Assert.Equal("<p>Hi</p>", email.Html);
            Assert.Null(email.Text);
            Assert.Equal("Hi", email.TextOfHtml!.Trim());
            Assert.Equal(new Tag("flow", "signup"), Assert.Single(email.Tags));
            Assert.Equal(new EmailHeader("X-Entity-Ref-ID", "1"), Assert.Single(email.Headers));
            Assert.Null(email.ScheduledAt);
        });
    }

    [Fact]
    public async Task Faults_of_a_batch_are_told_at_their_email()
    {
        var json = """
            [{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"f","content":[1,300]}]},
             {"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","replyto":"c@example.com"},
             {"from":"a@example.com","to":"b@example.com","subject":"s","subject":"t"}]
            """;

        var result = await NewBatchIntake().SubmitAsync(Submitter, Encoding.UTF8.GetBytes(json), BatchValidation.Strict, null, Cancellation);

        Assert.Equal(["[0].attachments[0].content[1]", "[1].replyto", "[2]"], result.Errors.Select(error => error.Field));
        Assert.Equal("is not valid JSON: the field \"subject\" is given twice, the second time at line 3, column 61", result.Errors[2].Message);
    }

    [Fact]
    public async Task Rejected_drop_shows_the_recipients_of_a_list()
    {
        var id = EmailId.New(Time);

        await DropAsync(Encoding.UTF8.GetBytes($$"""{"id":"{{id}}","from":"a@example.com","to":"b@example.com, C <c@example.com>","subject":"s"}"""));

        Assert.Equal(["b@example.com", "c@example.com"], (await ReadAsync(id))!.Recipients.Select(recipient => recipient.Address));
    }

    [Theory]
    [InlineData("idempotencyKey", "idempotency_key")]
    [InlineData("Tenant", "tenant")]
    [InlineData("ID", "id")]
    public async Task Field_of_a_drop_in_other_letters_is_refused_with_that(string name, string expected)
    {
        await DropAsync(Encoding.UTF8.GetBytes($$"""{"{{name}}":"x","from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}"""));

        var error = Assert.Single((await ReadAsync(Status.IdOf(Time.GetUtcNow(), "first")))!.Errors);
        Assert.Equal((name, $"is not a known field (did you mean \"{expected}\"?)"), (error.Field, error.Message));
    }

    private async Task DropAsync(byte[] body)
    {
        var drops = new QueueDrops(Queue, NewIntake(), NewReader(), new PayloadStore(Blobs), Status, GivenIds, Time, NullLogger<QueueDrops>.Instance);
        await drops.AcceptAsync(QueuesModelFactory.QueueMessage("first", "1", BinaryData.FromBytes(body), 1, insertedOn: Time.GetUtcNow()), Cancellation);
        Assert.Empty(Queue.Poison);
    }
}
