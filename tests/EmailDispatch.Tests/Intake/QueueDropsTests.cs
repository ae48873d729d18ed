using Azure.Storage.Queues.Models;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Status;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Intake;

/// <summary>What becomes of drops that are refused.</summary>
public sealed class QueueDropsTests : IntakeTest
{
    [Fact]
    public async Task Refused_drop_is_told_its_own_faults_only()
    {
        var id = EmailId.New(Time);

        await DropAsync($$"""{"id":"{{id}}","idempotency_key":7,"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"path":"https://files.example/r.pdf"}]}""");

        var row = await ReadAsync(id);
        Assert.Equal("idempotency_key", Assert.Single(row!.Errors).Field);
    }

    [Fact]
    public async Task Corrected_drop_of_the_same_id_is_accepted()
    {
        var id = EmailId.New(Time);
        await DropAsync($$"""{"id":"{{id}}","from":"a@example.com","to":"b","subject":"s","text":"t"}""");
        var refused = await ReadAsync(id);

        await DropAsync($$"""{"id":"{{id}}","from":"a@example.com","to":"b@example.com","subject":"s","text":"t"}""");

        Assert.Equal(EmailStatus.Rejected, refused!.Status);
        Assert.Equal(EmailStatus.Queued, (await ReadAsync(id))!.Status);
        Assert.Equal(id.ToString(), Assert.Single(Queue.Messages).Id);
    }

    private Task DropAsync(string json)
    {
        var drops = new QueueDrops(Queue, NewIntake(), NewReader(), Status, Time, NullLogger<QueueDrops>.Instance);
        var message = QueuesModelFactory.QueueMessage("1", "1", json, 1, insertedOn: Time.GetUtcNow());
        return drops.AcceptAsync(message, Cancellation);
    }
}
