using System.Security.Cryptography;
using System.Text;
using EmailDispatch.Access;
using EmailDispatch.Domains;
using EmailDispatch.Endpoints;
using EmailDispatch.Providers.State;
using EmailDispatch.Status;
using EmailDispatch.Webhooks;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using StandardWebhooks;

namespace EmailDispatch.EndToEnd.Webhooks;

/// <summary>From the write of a status row to the webhook.</summary>
[Collection(WebhookCollection.Name)]
public sealed class WebhookDeliveryTests(Azurite azurite)
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sent_email_is_told_in_the_shape_of_Resend_and_signed()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);

        var row = await scenario.SendAsync(Cancellation);
        var told = Assert.Single(await scenario.Receiver.WaitForAsync(1, Cancellation));

        Assert.Equal(("email.sent", 1), (told.Type, told.Sequence));
        Assert.Equal((row.Id.ToString(), $"<{row.Id}@example.com>", "News <news@example.com>", "Hello", "signup"), (
            told.EmailId, told.Data.GetProperty("message_id").GetString(), told.Data.GetProperty("from").GetString(), told.Data.GetProperty("subject").GetString(),
            told.Data.GetProperty("tags").GetProperty("flow").GetString()));
        Assert.Equal("a@example.org", Assert.Single(told.Data.GetProperty("to").EnumerateArray()).GetString());
        Assert.Equal(row.Id.AcceptedAt, told.Data.GetProperty("created_at").GetDateTimeOffset());
        new StandardWebhook(await scenario.Instance.Secrets.OfAsync(scenario.Webhook, Cancellation)).Verify(told.Body, HeadersOf(told, "webhook"));
        Assert.All(["id", "timestamp", "signature"], name => Assert.Equal(told.Headers[$"webhook-{name}"], told.Headers[$"svix-{name}"]));
    }

    [Fact]
    public async Task Recipients_with_different_ends_are_told_of_apart()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        var row = await scenario.Instance.Status.InsertAsync(scenario.NewRow(EmailStatus.Queued, "a@example.org", "b@example.org", "c@example.org", "d@example.org"), Cancellation);
        EmailStatus[] ends = [EmailStatus.Sent, EmailStatus.Bounced, EmailStatus.Sent, EmailStatus.Suppressed];

        await scenario.Instance.Status.TryRecordAsync(
            row with { Status = EmailStatus.Sent, Recipients = [.. row.Recipients.Select((r, n) => r with { Status = ends[n], Reply = ends[n] == EmailStatus.Bounced ? "550 gone" : null, Category = ends[n] == EmailStatus.Bounced ? "recipient_unknown" : null })] }, Cancellation);
        var told = await scenario.Receiver.WaitForAsync(3, Cancellation);

        Assert.Equal(
            ["1 email.sent a@example.org c@example.org", "2 email.bounced b@example.org", "3 email.suppressed d@example.org"],
            told.Select(e => $"{e.Sequence} {e.Type} {string.Join(' ', e.Data.GetProperty("to").EnumerateArray().Select(a => a.GetString()))}"));
        var bounce = told[1].Data.GetProperty("bounce");
        Assert.Equal(("550 gone", "Permanent", "NoEmail"), (bounce.GetProperty("message").GetString(), bounce.GetProperty("type").GetString(), bounce.GetProperty("subType").GetString()));
    }

    [Fact]
    public async Task Story_of_an_email_is_told_in_order_and_each_state_once()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        var row = await scenario.Instance.Status.InsertAsync(scenario.NewRow(), Cancellation);

        row = await WebhookScenario.RecordAsync(scenario.Instance, row, EmailStatus.Deferred, Cancellation);
        row = await WebhookScenario.RecordAsync(scenario.Instance, row, EmailStatus.Deferred, Cancellation);
        row = await WebhookScenario.RecordAsync(scenario.Instance, row, EmailStatus.Sent, Cancellation);
        await WebhookScenario.ReportAsync(scenario.Instance, row, ReportKind.Delivered, Cancellation);
        await WebhookScenario.ReportAsync(scenario.Instance, row, ReportKind.Complained, Cancellation);
        var told = await scenario.Receiver.WaitForAsync(4, Cancellation);

        Assert.Equal(["1 email.delivery_delayed", "2 email.sent", "3 email.delivered", "4 email.complained"], told.Select(e => $"{e.Sequence} {e.Type}"));
    }

    /// <summary>As when the instance that writes next has a clock that is behind.</summary>
    [Fact]
    public async Task Event_that_follows_several_at_once_is_told_although_no_time_has_passed()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        var row = await scenario.Instance.Status.InsertAsync(scenario.NewRow(EmailStatus.Queued, "a@example.org", "b@example.org"), Cancellation);
        row = (await scenario.Instance.Status.TryRecordAsync(
            row with { Status = EmailStatus.Sent, Recipients = [row.Recipients[0] with { Status = EmailStatus.Sent }, row.Recipients[1] with { Status = EmailStatus.Bounced }] }, Cancellation))!;

        Assert.True(await scenario.Instance.Status.TryReportAsync(
            row with { Recipients = [row.Recipients[0] with { Report = new DeliveryReport(ReportKind.Delivered, scenario.Time.GetUtcNow(), "p") }, row.Recipients[1]] }, Cancellation));
        var told = await scenario.Receiver.WaitForAsync(3, Cancellation);

        Assert.Equal(["1 email.sent", "2 email.bounced", "3 email.delivered"], told.Select(e => $"{e.Sequence} {e.Type}"));
    }

    [Fact]
    public async Task Event_costs_three_requests_and_none_for_a_tenant_without_webhooks()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        await using var without = await scenario.NewInstanceAsync(Cancellation);
        await scenario.SendAsync(Cancellation);
        await scenario.Receiver.WaitForAsync(1, Cancellation);
        await IdleAsync(scenario.Instance);
        await WebhookScenario.SendAsync(without, scenario.NewRow() with { Tenant = $"{scenario.Tenant}x" }, Cancellation);
        var (before, beforeWithout) = (scenario.Instance.Requests.Count, without.Requests.Count);

        await scenario.SendAsync(Cancellation);
        await scenario.Receiver.WaitForAsync(2, Cancellation);
        await IdleAsync(scenario.Instance);
        await WebhookScenario.SendAsync(without, scenario.NewRow() with { Tenant = $"{scenario.Tenant}x" }, Cancellation);

        // Both insert and record the row.
        Assert.Equal(2, without.Requests.Count - beforeWithout);
        Assert.True(scenario.Instance.Requests.Count - before <= 2 + 3, string.Join('\n', scenario.Instance.Requests.Skip(before)));
    }

    [Fact]
    public async Task Emails_sent_at_the_same_time_share_requests()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        var before = scenario.Instance.Requests.Count;

        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => scenario.SendAsync(Cancellation)));
        var told = await scenario.Receiver.WaitForAsync(100, Cancellation);

        Assert.Equal(Enumerable.Range(1, 100).Select(n => (long)n), told.Select(e => e.Sequence).Order());
        Assert.True(scenario.Instance.Requests.Count - before < 150, string.Join('\n', scenario.Instance.Requests.Skip(before)));
    }

    [Fact]
    public async Task Two_instances_number_the_events_of_one_webhook_without_gaps()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        await using var second = await scenario.NewInstanceAsync(Cancellation);

        await Task.WhenAll(Enumerable.Range(0, 60).Select(n => WebhookScenario.SendAsync(n % 2 == 0 ? scenario.Instance : second, scenario.NewRow(), Cancellation)));
        var told = await PumpAsync(scenario, 60, scenario.Instance, second);

        Assert.Equal(Enumerable.Range(1, 60).Select(n => (long)n), told.Select(e => e.Sequence).Order());
        Assert.Equal(60, told.Select(e => e.EmailId).Distinct().Count());
    }

    [Fact]
    public async Task Event_waits_behind_a_failed_one_of_its_email_and_others_do_not()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        var first = await scenario.Instance.Status.InsertAsync(scenario.NewRow(), Cancellation);
        var isFailing = true;
        scenario.Receiver.OnEvent = told => Task.FromResult(isFailing && told.EmailId == first.Id.ToString() ? 500 : 200);

        first = await WebhookScenario.RecordAsync(scenario.Instance, first, EmailStatus.Sent, Cancellation);
        await scenario.Receiver.WaitForAsync(1, Cancellation);
        await WebhookScenario.ReportAsync(scenario.Instance, first, ReportKind.Delivered, Cancellation);
        var other = await scenario.SendAsync(Cancellation);
        await scenario.Receiver.WaitForAsync(2, Cancellation);
        await IdleAsync(scenario.Instance);
        Assert.Equal(["email.sent", "email.sent"], scenario.Receiver.Received.Select(e => e.Type));
        isFailing = false;
        var told = await PumpAsync(scenario, 3, scenario.Instance);

        Assert.Equal([(first.Id.ToString(), "email.sent"), (other.Id.ToString(), "email.sent"), (first.Id.ToString(), "email.delivered")], told.Select(e => (e.EmailId, e.Type)));
    }

    [Fact]
    public async Task Failing_event_is_tried_by_the_schedule_and_then_the_webhook_is_disabled_until_it_is_enabled()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        scenario.Receiver.OnEvent = _ => Task.FromResult(500);
        var row = await scenario.SendAsync(Cancellation);

        var tries = new List<DateTimeOffset>();
        for (var n = 0; n <= RoundOutcome.Delays.Count; n++)
        {
            await Eventually.GetAsync(() => Task.FromResult(scenario.Receiver.Received.Count), count => count > n, Cancellation);
            await IdleAsync(scenario.Instance);
            Assert.Equal(n + 1, scenario.Receiver.Received.Count);
            if (n == RoundOutcome.Delays.Count)
                break;

            // A moment before its time nothing happens.
            scenario.Time.Advance(RoundOutcome.Delays[n] - TimeSpan.FromMilliseconds(10));
            await scenario.Instance.Search.RunAsync(Cancellation);
            await IdleAsync(scenario.Instance);
            Assert.Equal(n + 1, scenario.Receiver.Received.Count);
            scenario.Time.Advance(TimeSpan.FromMilliseconds(20));
            await scenario.Instance.Search.RunAsync(Cancellation);
        }

        var disabled = (await scenario.Instance.Management.FindAsync(scenario.Tenant, scenario.Webhook.Id, Cancellation))!;
        var logged = Assert.Single((await scenario.Instance.History.ListAsync(disabled, after: null, 10, Cancellation))!.Value.Events);
        var attempts = await scenario.Instance.History.ListAttemptsAsync(disabled, logged, 100, Cancellation);
        scenario.Receiver.OnEvent = _ => Task.FromResult(200);
        await scenario.Instance.Management.UpdateAsync(scenario.Tenant, disabled.Id, new WebhookRequest { IsEnabled = true }, Cancellation);
        await Eventually.GetAsync(() => Task.FromResult(scenario.Receiver.Received.Count), count => count == 9, Cancellation);
        await IdleAsync(scenario.Instance);
        var taken = (await scenario.Instance.History.FindAsync(disabled, logged.Id, Cancellation))!;

        Assert.False(disabled.IsEnabled);
        Assert.Contains("failed 8 times", disabled.DisabledReason, StringComparison.Ordinal);
        Assert.Equal((WebhookEventStatus.Failed, 500), (logged.Status, logged.LastCode));
        Assert.Equal(8, attempts.Count);
        Assert.All(attempts, attempt => Assert.Equal((500, "noted"), (attempt.Code, attempt.Answer)));
        Assert.Equal(WebhookEventStatus.Success, taken.Status);
        Assert.Equal((logged.Id, 1, row.Id.ToString()), Assert.Single(scenario.Receiver.Received.Select(e => (e.Id, e.Sequence, e.EmailId)).Distinct()));
    }

    [Fact]
    public async Task Slow_webhook_delays_no_other()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        await using var slow = await WebhookReceiver.StartAsync(Cancellation);
        var gate = new TaskCompletionSource();
        slow.OnEvent = async _ =>
        {
            await gate.Task;
            return 200;
        };
        await scenario.AddAsync(slow.Url, Cancellation);

        for (var n = 0; n < 20; n++)
            await scenario.SendAsync(Cancellation);
        var told = await scenario.Receiver.WaitForAsync(20, Cancellation);
        gate.SetResult();

        Assert.Equal(20, told.Count);
    }

    [Fact]
    public async Task Webhook_is_told_only_what_it_asks_for_from_its_creation_on()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation, EventTypes.Bounced);
        var sent = await scenario.SendAsync(Cancellation);
        scenario.Time.Advance(TimeSpan.FromSeconds(1));
        await using var later = await WebhookReceiver.StartAsync(Cancellation);
        await scenario.AddAsync(later.Url, Cancellation);

        await WebhookScenario.ReportAsync(scenario.Instance, sent, ReportKind.Bounced, Cancellation);
        var bounced = await scenario.Receiver.WaitForAsync(1, Cancellation);
        var toldLater = await later.WaitForAsync(1, Cancellation);

        Assert.Equal(("email.bounced", 1), (Assert.Single(bounced).Type, bounced[0].Sequence));
        Assert.Equal(("email.bounced", 1), (Assert.Single(toldLater).Type, toldLater[0].Sequence));
    }

    [Fact]
    public async Task Rotated_secret_and_the_one_before_sign_for_a_day()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        var old = await scenario.Instance.Secrets.OfAsync(scenario.Webhook, Cancellation);
        var rotated = (await scenario.Instance.Management.RotateAsync(scenario.Tenant, scenario.Webhook.Id, Cancellation))!;
        var current = await scenario.Instance.Secrets.OfAsync(rotated, Cancellation);

        await scenario.SendAsync(Cancellation);
        var inTime = (await scenario.Receiver.WaitForAsync(1, Cancellation))[0];
        var (_, test) = await scenario.Instance.History.TestAsync(rotated, Cancellation);
        scenario.Time.Advance(WebhookEndpoint.Overlap);
        await scenario.Instance.History.TestAsync(rotated, Cancellation);
        var late = scenario.Receiver.Received[^1];

        Assert.NotEqual(old, current);
        Assert.Equal(
            $"{SignatureOf(inTime, current)} {SignatureOf(inTime, old)}", inTime.Headers["svix-signature"]);
        Assert.True(test.Succeeded);
        Assert.Single(late.Headers["webhook-signature"].Split(' '));
        Assert.Equal(("webhook.test", 0), (late.Type, late.Sequence));
    }

    [Fact]
    public async Task Replayed_event_arrives_with_its_id_and_number_and_is_not_tried_again()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        scenario.Receiver.OnEvent = _ => Task.FromResult(503);
        await scenario.SendAsync(Cancellation);
        await scenario.Receiver.WaitForAsync(1, Cancellation);
        await IdleAsync(scenario.Instance);
        var logged = Assert.Single((await scenario.Instance.History.ListAsync(scenario.Webhook, after: null, 10, Cancellation))!.Value.Events);
        scenario.Receiver.OnEvent = _ => Task.FromResult(200);
        scenario.Time.Advance(TimeSpan.FromSeconds(1));

        var attempt = await scenario.Instance.History.ReplayAsync(scenario.Webhook, logged, Cancellation);
        scenario.Time.Advance(TimeSpan.FromMinutes(1));
        await scenario.Instance.Search.RunAsync(Cancellation);
        await IdleAsync(scenario.Instance);

        Assert.True(attempt.Succeeded);
        Assert.Equal(2, scenario.Receiver.Received.Count);
        Assert.Single(scenario.Receiver.Received.Select(e => (e.Id, e.Sequence)).Distinct());
        Assert.Equal(2, (await scenario.Instance.History.ListAttemptsAsync(scenario.Webhook, logged, 10, Cancellation)).Count);
    }

    [Fact]
    public async Task Webhook_that_is_down_is_offered_one_new_event_at_a_time_and_gets_all_when_it_is_back()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        scenario.Receiver.OnEvent = _ => Task.FromResult(500);
        for (var n = 0; n < 5; n++)
        {
            await scenario.SendAsync(Cancellation);
            await scenario.Receiver.WaitForAsync(n + 1, Cancellation);
            await IdleAsync(scenario.Instance);
        }

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => scenario.SendAsync(Cancellation)));
        await IdleAsync(scenario.Instance);
        Assert.Equal(5, scenario.Receiver.Received.Count);
        scenario.Receiver.OnEvent = _ => Task.FromResult(200);
        var told = await PumpAsync(scenario, 55, scenario.Instance);

        Assert.Equal(Enumerable.Range(1, 55).Select(n => (long)n), told.Select(e => e.Sequence).Order());
    }

    [Fact]
    public async Task Operator_is_told_once_when_a_provider_is_paused_and_used_again()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, ApiKey.DefaultTenant, Cancellation, [.. EventTypes.OfOperators]);
        await using var second = await scenario.NewInstanceAsync(Cancellation);
        var health = new ProviderHealth(scenario.Instance.Providers, scenario.Time, NullLogger<ProviderHealth>.Instance);
        scenario.Time.Advance(TimeSpan.FromSeconds(1));
        var admission = await health.TryEnterAsync("first", Cancellation);

        await health.ReportFailureAsync(admission, new ProviderFailure(FailureWeight.Unreachable, "connect_failed"), Cancellation);
        foreach (var instance in (WebhookInstance[])[scenario.Instance, second, scenario.Instance])
            await instance.Search.RunAsync(Cancellation);
        await scenario.Receiver.WaitForAsync(1, Cancellation);
        scenario.Time.Advance(TimeSpan.FromMinutes(1));
        await health.ReportSuccessAsync(await health.TryEnterAsync("first", Cancellation), Cancellation);
        await scenario.Instance.Search.RunAsync(Cancellation);
        var told = await scenario.Receiver.WaitForAsync(2, Cancellation);

        Assert.Equal(["1 provider.paused first", "2 provider.resumed first"], told.Select(e => $"{e.Sequence} {e.Type} {e.Data.GetProperty("provider").GetString()}"));
    }

    [Fact]
    public async Task Tenant_is_told_once_when_a_domain_is_no_longer_verified()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation, EventTypes.DomainUpdated);
        await using var second = await scenario.NewInstanceAsync(Cancellation);
        scenario.Time.Advance(TimeSpan.FromSeconds(1));
        var now = scenario.Time.GetUtcNow();
        var lost = new MailDomain
        {
            Id = DomainId.Of(scenario.Tenant, "lost.example"),
            Tenant = scenario.Tenant,
            Name = "lost.example",
            CreatedAt = now.AddDays(-30),
            VerifiedAt = now.AddDays(-1),
            Result = new DomainResult(now, DomainState.Failed, [], []),
        };
        await scenario.Instance.Domains.TryAddAsync(lost, Cancellation);
        await scenario.Instance.Domains.TryAddAsync(lost with { Id = DomainId.Of(scenario.Tenant, "good.example"), Name = "good.example", IsTrusted = true }, Cancellation);
        await scenario.Instance.Domains.TryAddAsync(lost with { Id = DomainId.Of(scenario.Tenant, "new.example"), Name = "new.example", VerifiedAt = null }, Cancellation);

        foreach (var instance in (WebhookInstance[])[scenario.Instance, second, scenario.Instance])
            await instance.Search.RunAsync(Cancellation);
        var told = await scenario.Receiver.WaitForAsync(1, Cancellation);

        Assert.Equal(["1 domain.updated lost.example failed"], told.Select(e => $"{e.Sequence} {e.Type} {e.Data.GetProperty("name").GetString()} {e.Data.GetProperty("status").GetString()}"));
    }

    [Fact]
    public async Task Redirect_is_a_failure_and_not_followed()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        scenario.Receiver.OnEvent = _ => Task.FromResult(302);

        var (_, attempt) = await scenario.Instance.History.TestAsync(scenario.Webhook, Cancellation);

        Assert.Equal((302, false), (attempt.Code, attempt.Succeeded));
        Assert.Single(scenario.Receiver.Received);
    }

    [Fact]
    public async Task Deleted_webhook_leaves_nothing_behind()
    {
        await using var scenario = await WebhookScenario.StartAsync(azurite, Cancellation);
        await scenario.SendAsync(Cancellation);
        await scenario.Receiver.WaitForAsync(1, Cancellation);
        await IdleAsync(scenario.Instance);

        Assert.True(await scenario.Instance.Management.RemoveAsync(scenario.Tenant, scenario.Webhook.Id, Cancellation));
        var found = await scenario.Instance.Management.FindAsync(scenario.Tenant, scenario.Webhook.Id, Cancellation);
        scenario.Time.Advance(TimeSpan.FromMinutes(6));
        await scenario.Instance.Search.RunAsync(Cancellation);

        Assert.Null(found);
        Assert.DoesNotContain(await scenario.Instance.Endpoints.AllAsync(Cancellation), e => e.Id == scenario.Webhook.Id && !e.IsDeleted);
        Assert.Empty((await scenario.Instance.History.ListAsync(scenario.Webhook, after: null, 10, Cancellation))!.Value.Events);
    }

    /// <summary>Lets time pass, as the timer function would see it, until so many events have arrived.</summary>
    internal static async Task<IReadOnlyList<ReceivedEvent>> PumpAsync(WebhookScenario scenario, int count, params WebhookInstance[] instances)
    {
        for (var rounds = 0; rounds < 50 && scenario.Receiver.Distinct.Count < count; rounds++)
        {
            scenario.Time.Advance(WebhookSearch.Interval);
            foreach (var instance in instances)
                await instance.Search.RunAsync(Cancellation);
            await Task.WhenAll(instances.Select(IdleAsync));
        }

        return scenario.Receiver.Distinct;
    }

    /// <summary>Until the instance has no request under way and begins none.</summary>
    private static async Task IdleAsync(WebhookInstance instance)
    {
        var (last, same) = (-1, 0);
        await Eventually.GetAsync(
            () => Task.FromResult(instance.Requests.Count),
            count =>
            {
                same = count == last && instance.IsIdle ? same + 1 : 0;
                last = count;
                return same == 5;
            },
            Cancellation);
    }

    // Computed here by the specification, not by the library that signs.
    private static string SignatureOf(ReceivedEvent told, string secret) => "v1," + Convert.ToBase64String(HMACSHA256.HashData(
        Convert.FromBase64String(secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{told.Id}.{told.Headers["webhook-timestamp"]}.{told.Body}")));

    private static HeaderDictionary HeadersOf(ReceivedEvent told, string prefix) => new()
    {
        ["webhook-id"] = told.Headers[$"{prefix}-id"],
        ["webhook-timestamp"] = told.Headers[$"{prefix}-timestamp"],
        ["webhook-signature"] = told.Headers[$"{prefix}-signature"],
    };
}
