using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.LocalHost.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>Services give drops their ids: of one event, the emails of several tenants may have the same.</summary>
public sealed class SameIdTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Large_emails_of_two_tenants_under_one_id_are_two()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var time = new StandingTime();
        await using var instance = await IntakeInstance.StartAsync(azurite.ConnectionString, time, provider);
        var id = EmailId.New(time);

        await instance.Emails.SubmitAsync(new Submitter("acme", []), Large("acme"), null, id, Cancellation);
        await instance.Emails.SubmitAsync(new Submitter("umbrella", []), Large("umbrella"), null, id, Cancellation);
        await instance.DispatchAllAsync();

        Assert.Equal(
            ["to-acme@example.com", "to-umbrella@example.com"],
            provider.Inbox.After().SelectMany(email => email.AcceptedRecipients).Order(StringComparer.Ordinal));
    }

    private static byte[] Large(string name) =>
        Json.Bytes($$"""{"from":"a@example.com","to":"to-{{name}}@example.com","subject":"{{name}}","text":"{{new string('x', 70_000)}}"}""");
}
