using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Queueing;
using EmailDispatch.Sandbox;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>When an email is tried again, and when it ends, to the second.</summary>
[Collection<ScenarioStorage>]
public sealed class NextAttemptScenarios(Azurite azurite)
{
    private const string NotNow = "451 4.3.0 Not now";

    private static readonly Email Letter = new() { From = new EmailAddress("ann@example.com"), To = [new EmailAddress("a@example.com")], Subject = "Hello", Text = "Hi" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(NotNow, 2, 0, 0, 300, 0)]
    [InlineData(NotNow, 3, 1, 0, 300, 0)]
    [InlineData(NotNow, 3, 0, 1, 300, 1)]
    [InlineData(NotNow, 1, 0, 1, 60, 1)]
    [InlineData("451 4.7.1 Greylisted, please try again in 30 minutes", 2, 0, 0, 1800, 1)]
    [InlineData("451 4.7.1 Greylisted, please try again in 1 minutes", 4, 0, 2, 450, 3)]
    [InlineData("451 4.7.1 Greylisted, please try again in 1 minutes", 4, 3, 0, 60, 1)]
    public async Task Wait_follows_from_the_schedule_and_from_what_the_server_asks(string reply, int attempt, int after, int askedWaits, int seconds, int askedWaitsAfter)
    {
        await using var scenario = await StartAsync(reply);

        var row = await AttemptAsync(scenario, attempt, row => row with { Window = row.Window with { After = after, AskedWaits = askedWaits } });

        Assert.Equal((EmailStatus.Deferred, attempt, scenario.Time.Now.AddSeconds(seconds)), (row.Status, row.AttemptNumber, row.NextAttemptAt));
        Assert.Equal(askedWaitsAfter, row.Window.AskedWaits);
        Assert.Equal((attempt + 1, TimeSpan.FromSeconds(seconds)), (scenario.Queue[^1].Message.Attempt, scenario.Queue[^1].Delay));
    }

    [Theory]
    [InlineData(NotNow, 2, 300, 300, EmailStatus.Deferred, false)]
    [InlineData(NotNow, 2, 299, null, EmailStatus.Failed, false)]
    [InlineData("452 4.2.2 Mailbox full", 1, 59, null, EmailStatus.Bounced, false)]
    [InlineData("452 4.2.2 Mailbox full", 2, 299, null, EmailStatus.Bounced, true)]
    [InlineData("451 4.7.1 Greylisted, please try again in 30 minutes", 1, 1800, 1800, EmailStatus.Deferred, false)]
    [InlineData("451 4.7.1 Greylisted, please try again in 30 minutes", 1, 1799, 60, EmailStatus.Deferred, false)]
    public async Task Email_ends_if_its_next_attempt_would_be_too_late(string reply, int attempt, int secondsLeft, int? seconds, EmailStatus end, bool isSuppressed)
    {
        await using var scenario = await StartAsync(reply);

        var row = await AttemptAsync(scenario, attempt, row => row, new DispatchOptions().MaxAge - TimeSpan.FromSeconds(secondsLeft));

        Assert.Equal((end, end), (row.Status, row.Recipients[0].Status));
        Assert.Equal(seconds is { } wait ? scenario.Time.Now.AddSeconds(wait) : null, row.NextAttemptAt);
        Assert.Equal(isSuppressed ? true : null, row.Recipients[0].Unreachable);
    }

    [Fact]
    public async Task Recipients_that_have_been_sent_to_stay_sent_when_the_others_are_given_up()
    {
        await using var scenario = await StartAsync(NotNow);
        var sent = new Recipient("sent@example.com", RecipientKind.To, EmailStatus.Sent);

        var row = await AttemptAsync(scenario, 2, row => row with { Recipients = [sent, .. row.Recipients] }, new DispatchOptions().MaxAge);

        Assert.Equal(EmailStatus.Sent, row.Status);
        Assert.Equal([EmailStatus.Sent, EmailStatus.Failed], row.Recipients.Select(r => r.Status));
        Assert.Null(row.NextAttemptAt);
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(0, null)]
    public async Task Used_up_quota_ends_no_email_before_its_time(int secondsLeft, int? seconds)
    {
        await using var scenario = await StartAsync("452 4.3.1 Daily quota exceeded", SandboxPhase.Mail);
        await AttemptAsync(scenario, 1, row => row);

        var row = await AttemptAsync(scenario, 1, row => row, new DispatchOptions().MaxAge - TimeSpan.FromSeconds(secondsLeft));

        Assert.Equal(seconds is null ? EmailStatus.Failed : EmailStatus.Deferred, row.Status);
        Assert.Equal(seconds is { } wait ? scenario.Time.Now.AddSeconds(wait) : null, row.NextAttemptAt);
    }

    [Theory]
    [InlineData(1, 86_400, 600)]
    [InlineData(4, 86_400, 3_600)]
    [InlineData(1, 601, 600)]
    [InlineData(1, 599, 599)]
    [InlineData(1, 60, 60)]
    [InlineData(1, 59, null)]
    public async Task Provider_that_reports_events_is_given_time_to_say_what_came_of_a_lost_answer(int attempt, int secondsLeft, int? seconds)
    {
        var provider = new ScriptedProvider("first")
        {
            Options = new() { Credentials = [new SmtpCredential("user", new RecordedSecrets().Value)] },
            Settings = new Dictionary<string, string> { ["Preset"] = "Mailgun", ["EventsSecret"] = "events", ["Username"] = "user", ["Secret"] = "smtp" },
        };
        await using var scenario = await DispatchScenario.StartAsync(azurite, [provider]);
        scenario["first"].On(SandboxPhase.Dot, _ => SandboxReply.Drop);

        var row = await AttemptAsync(scenario, attempt, row => row, new DispatchOptions().MaxAge - TimeSpan.FromSeconds(secondsLeft));

        Assert.Equal(seconds is { } wait ? scenario.Time.Now.AddSeconds(wait) : null, row.NextAttemptAt);
        Assert.Equal(seconds is null ? EmailStatus.Failed : EmailStatus.Deferred, row.Status);
    }

    private Task<DispatchScenario> StartAsync(string reply) => StartAsync(reply, SandboxPhase.Rcpt);

    private async Task<DispatchScenario> StartAsync(string reply, SandboxPhase phase)
    {
        var scenario = await DispatchScenario.StartAsync(azurite, [new("first")]);
        scenario["first"].On(phase, _ => reply);
        return scenario;
    }

    /// <summary>Makes an attempt of an email that was accepted some time ago, and returns the row.</summary>
    private static async Task<EmailRow> AttemptAsync(DispatchScenario scenario, int attempt, Func<EmailRow, EmailRow> change, TimeSpan age = default)
    {
        var row = await scenario.StoreAsync(EmailStatus.Deferred, row => change(row with { AttemptNumber = attempt - 1 }), age);
        await scenario.Get<Dispatcher>().DispatchAsync(DispatchMessage.For(row) with { Etag = DispatchMessage.NoVersion, Blob = null, Payload = Letter }, Cancellation);
        return await scenario.ReadAsync(row);
    }
}
