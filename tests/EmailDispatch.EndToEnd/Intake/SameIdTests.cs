using Azure.Storage.Blobs;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Intake;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Other services choose the ids of drops, so emails of several tenants may have the same id for one event.</summary>
public sealed class SameIdTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Large_emails_of_two_tenants_under_one_id_are_two()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var time = new FixedTime();
        await using var instance = await IntakeInstance.StartAsync(azurite.ConnectionString, time, provider);
        var id = EmailId.New(time);

        await instance.Emails.SubmitAsync(new Submitter("acme", []), Large("acme"), null, id, null, Cancellation);
        await instance.Emails.SubmitAsync(new Submitter("umbrella", []), Large("umbrella"), null, id, null, Cancellation);
        await instance.DispatchAllAsync();

        Assert.Equal(
            ["to-acme@example.com", "to-umbrella@example.com"],
            provider.Inbox.After().SelectMany(email => email.AcceptedRecipients).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Email_that_waits_is_not_changed_by_another_under_its_id()
    {
        var time = new FixedTime();
        await using var instance = await IntakeInstance.StartAsync(azurite.ConnectionString, time);
        var id = EmailId.New(time);
        var due = time.Now.AddHours(1);

        await instance.Emails.SubmitAsync(IntakeInstance.Submitter, Scheduled("first", due), null, id, null, Cancellation);
        await instance.Emails.SubmitAsync(IntakeInstance.Submitter, Scheduled("second", due), null, id, null, Cancellation);

        var payloads = new PayloadStore(new BlobServiceClient(azurite.ConnectionString));
        var email = await payloads.ReadAsync(PayloadStore.NameOf(IntakeInstance.Submitter.Tenant, id), Cancellation);
        Assert.Equal((await instance.Status.ReadAsync(IntakeInstance.Submitter.Tenant, id, Cancellation))!.Subject, email.Subject);
    }

    private static byte[] Scheduled(string name, DateTimeOffset at) =>
        Json.Bytes($$"""{"from":"a@example.com","to":"to-{{name}}@example.com","subject":"{{name}}","text":"t","scheduled_at":"{{at:O}}"}""");

    private static byte[] Large(string name) =>
        Json.Bytes($$"""{"from":"a@example.com","to":"to-{{name}}@example.com","subject":"{{name}}","text":"{{new string('x', 70_000)}}"}""");
}
