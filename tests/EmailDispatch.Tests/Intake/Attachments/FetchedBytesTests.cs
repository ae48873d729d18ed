using System.Net;
using System.Text;
using Azure.Storage.Queues.Models;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Queueing;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Intake.Attachments;

/// <summary>Files that are fetched count against the bytes that requests may hold at once.</summary>
public sealed class FetchedBytesTests : IntakeTest, IAsyncLifetime
{
    private const int FileBytes = 500_000;
    private const int Room = 1_000_000;

    private FileServer _server = null!;

    private byte[] Json => Encoding.UTF8.GetBytes(
        $$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"path":"{{_server.Url("/a")}}"},{"path":"{{_server.Url("/b")}}"}]}""");

    public async ValueTask InitializeAsync()
    {
        _server = await FileServer.StartAsync(context => context.Response.Body.WriteAsync(new byte[FileBytes], context.RequestAborted).AsTask());
        Attachments = new AttachmentFetcher(
            new AttachmentFetchOptions { AllowPrivateAttachmentHosts = { FileServer.Host } }, new EmailLimits(), TimeProvider.System, NullLogger<AttachmentFetcher>.Instance,
            (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Loopback]), (_, certificate, _, _) => _server.Presents(certificate));
    }

    public ValueTask DisposeAsync()
    {
        Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Files_are_counted_until_the_email_is_accepted()
    {
        var taken = 0L;
        Queue.BeforePut = _ => taken = Budget.Taken;

        await NewIntake().SubmitAsync(Submitter, Json, idempotencyKey: null, Cancellation);

        Assert.Equal((2 * FileBytes) - RequestShare.Free, taken);
        Assert.Equal(0, Budget.Taken);
    }

    [Fact]
    public async Task Email_whose_files_have_no_room_beside_others_is_refused_for_now()
    {
        Budget.TryTake(Room / 2);

        await Assert.ThrowsAsync<ServerBusyException>(() => NewIntake().SubmitAsync(Submitter, Json, idempotencyKey: null, Cancellation));

        Assert.Empty(Queue.Messages);
        Assert.Equal(Room / 2, Budget.Taken);
    }

    [Fact]
    public async Task Email_alone_has_room_beyond_the_limit()
    {
        var json = Json;
        Array.Resize(ref json, Room);
        json.AsSpan(Json.Length).Fill((byte)' ');
        // What the body holds, as read from HTTP.
        Budget.TryTake(json.Length - RequestShare.Free);

        var result = await NewIntake().SubmitAsync(Submitter, json, idempotencyKey: null, Cancellation);

        Assert.Equal(EmailFault.None, result.Fault);
    }

    [Fact]
    public async Task Drop_whose_files_have_no_room_is_put_back()
    {
        Budget.TryTake(Room / 2);
        var drops = new QueueDrops(Queue, NewIntake(), NewReader(), new PayloadStore(Blobs), Status, GivenIds, Time, NullLogger<QueueDrops>.Instance);

        await drops.AcceptAsync(QueuesModelFactory.QueueMessage("first", "1", BinaryData.FromBytes(Json), 1, insertedOn: Time.GetUtcNow()), Cancellation);

        Assert.True(Queue.Drops.TryDequeue(out var put));
        Assert.Equal(TimeSpan.FromSeconds(30), put.Delay);
        Assert.Empty(Queue.Poison);
    }
}
