using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.Operations;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>An email is not sent with links that have expired.</summary>
public sealed class ExpiredLinkTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Failed_email_is_retried_until_its_links_expire()
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var time = new FixedTime();
        await using var instance = await IntakeInstance.StartAsync(azurite.ConnectionString, time, provider, more: new Dictionary<string, string?> { ["Senders:0:LinkAttachmentsAbove"] = "3" });
        var (linked, late, plain) = (await SubmitAsync(instance, "QUJDRA=="), await SubmitAsync(instance, "QUJDRA=="), await SubmitAsync(instance, "QUJD"));
        using (provider.On(SandboxPhase.Dot, _ => "554 5.7.1 Spam"))
            await instance.DispatchAllAsync();

        time.Now += TimeSpan.FromDays(6) - TimeSpan.FromMinutes(1);
        var before = await instance.Get<EmailRetry>().RetryAsync("default", linked, Cancellation);
        time.Now += TimeSpan.FromMinutes(1);
        var after = await instance.Get<EmailRetry>().RetryAsync("default", late, Cancellation);
        var without = await instance.Get<EmailRetry>().RetryAsync("default", plain, Cancellation);

        Assert.Equal((RetryResult.Queued, RetryResult.LinksExpired, RetryResult.Queued), (before, after, without));
    }

    private static async Task<EmailId> SubmitAsync(IntakeInstance instance, string content) =>
        (await instance.Emails.SubmitAsync(
            IntakeInstance.Submitter,
            Json.Bytes($$"""{"from":"a@example.com","to":"b@example.com","subject":"s","text":"t","attachments":[{"filename":"a.txt","content":"{{content}}"}]}"""),
            idempotencyKey: null, Cancellation)).Id!.Value;
}
