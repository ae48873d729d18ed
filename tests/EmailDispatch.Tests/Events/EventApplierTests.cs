using Azure;
using EmailDispatch.Events;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Tests.Events;

/// <summary>What events do to the emails they are about, and to no others.</summary>
public sealed class EventApplierTests : IDisposable
{
    private readonly EventBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Fact]
    public async Task Event_of_one_provider_does_not_touch_an_email_of_another()
    {
        var row = await _bench.SentAsync("SendGrid");

        await _bench.ReceiveAsync(_bench.Post("Postmark", "bounced", row));
        await _bench.ReceiveAsync(_bench.Post("Brevo", "complained", row));
        await _bench.ApplyAllAsync();

        await AssertUntouchedAsync(row);
    }

    [Fact]
    public async Task Event_of_a_provider_of_one_tenant_does_not_touch_an_email_of_another()
    {
        var row = await _bench.SentAsync("limited");

        await _bench.ReceiveAsync(_bench.Post("Postmark", "bounced", row, provider: "limited"));
        await _bench.ApplyAllAsync();

        await AssertUntouchedAsync(row);
    }

    [Theory]
    [InlineData("somebody@example.com")]
    [InlineData("b@example.com.test")]
    [InlineData("b")]
    [InlineData("@")]
    [InlineData("a\u0000b@example.com")]
    public async Task Event_about_an_address_that_the_email_did_not_go_to_changes_nothing(string address)
    {
        var row = await _bench.SentAsync("SendGrid");

        await _bench.ReceiveAsync(_bench.Post("SendGrid", "bounced", row, System.Text.Json.JsonEncodedText.Encode(address).ToString()));
        await _bench.ApplyAllAsync();

        await AssertUntouchedAsync(row);
    }

    [Theory]
    [InlineData("0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061_acme")]
    [InlineData("0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061")]
    [InlineData("nonsense")]
    [InlineData("")]
    public async Task Event_about_an_email_that_does_not_exist_is_done_with(string reference)
    {
        var row = await _bench.SentAsync("Postmark");

        await _bench.ReceiveAsync(_bench.Post("Postmark", "bounced", row, reference: reference));
        await _bench.ApplyAllAsync();

        await AssertUntouchedAsync(row);
        Assert.Empty(_bench.Queue.Messages);
    }

    [Fact]
    public async Task Reference_with_the_tenant_of_another_finds_nothing()
    {
        var row = await _bench.SentAsync("Postmark");

        await _bench.ReceiveAsync(_bench.Post("Postmark", "bounced", row, reference: $"{row.Id}_other"));
        await _bench.ApplyAllAsync();

        await AssertUntouchedAsync(row);
    }

    [Fact]
    public async Task Address_is_matched_whatever_its_case_and_the_form_of_its_domain()
    {
        var row = await _bench.SentAsync("SendGrid", "acme", EmailStatus.Sent, "Ann@xn--bcher-kva.example");

        await _bench.ReceiveAsync(_bench.Post("SendGrid", "delivered", row, "ann@b\u00fccher.example"));
        await _bench.ApplyAllAsync();

        Assert.Equal(ReportKind.Delivered, (await _bench.ReadAsync(row)).Recipients[0].Report?.Kind);
    }

    [Fact]
    public async Task Event_without_a_recipient_is_applied_only_where_there_is_one()
    {
        var (one, two) = (await _bench.SentAsync("Resend"), await _bench.SentAsync("Resend", "acme", EmailStatus.Sent, "b@example.com", "c@example.com"));

        await _bench.ReceiveAsync(_bench.Post("Resend", "delivered", one));
        await _bench.ReceiveAsync(_bench.Post("Resend", "delivered", two));
        await _bench.ApplyAllAsync();

        Assert.Equal(ReportKind.Delivered, EventBench.ReportOf(await _bench.ReadAsync(one))?.Kind);
        Assert.All((await _bench.ReadAsync(two)).Recipients, recipient => Assert.Null(recipient.Report));
    }

    [Fact]
    public async Task Row_with_an_attempt_to_come_is_left_alone_until_it_has_ended()
    {
        var row = await _bench.SentAsync("SendGrid", "acme", EmailStatus.Deferred, "b@example.com", "c@example.com");

        await _bench.ReceiveAsync(_bench.Post("SendGrid", "complained", row));
        await _bench.ApplyAllAsync();

        // The dispatcher's message knows the row by its version.
        Assert.Equal(row.ETag, (await _bench.ReadAsync(row)).ETag);
        Assert.Equal(["b@example.com complaint"], _bench.SuppressedBy("acme"));
        Assert.InRange(Assert.Single(_bench.Queue.Messages).Delay, TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(6));

        await _bench.RecordAsync(row, "SendGrid", EmailStatus.Sent);
        await _bench.ApplyAllAsync();

        Assert.Equal(ReportKind.Complained, EventBench.ReportOf(await _bench.ReadAsync(row))?.Kind);
        Assert.Empty(_bench.Queue.Messages);
    }

    [Fact]
    public async Task Event_that_comes_while_its_attempt_is_under_way_waits_for_the_record()
    {
        var row = await _bench.SentAsync("SendGrid", "acme", EmailStatus.Sending);

        await _bench.ReceiveAsync(_bench.Post("SendGrid", "delivered", row));
        await _bench.ApplyAllAsync();

        Assert.Equal(row.ETag, (await _bench.ReadAsync(row)).ETag);
        Assert.Equal(TimeSpan.FromSeconds(15), Assert.Single(_bench.Queue.Messages).Delay);
    }

    [Fact]
    public async Task Event_does_not_wait_for_ever()
    {
        var row = await _bench.SentAsync("SendGrid", "acme", EmailStatus.Deferred, "b@example.com", "c@example.com");
        await _bench.ReceiveAsync(_bench.Post("SendGrid", "delivered", row));
        _bench.Time.Advance(EventApplier.MaxWait + TimeSpan.FromMinutes(1));

        await _bench.ApplyAllAsync();

        Assert.Empty(_bench.Queue.Messages);
    }

    [Fact]
    public async Task Write_that_another_was_faster_with_is_made_again()
    {
        var row = await _bench.SentAsync("SendGrid", "acme", EmailStatus.Sent, "b@example.com", "c@example.com");
        await _bench.ReceiveAsync(_bench.Post("SendGrid", "delivered", row));
        await _bench.ReceiveAsync(_bench.Post("SendGrid", "bounced", row, "c@example.com"));
        var lost = 0;
        _bench.Tables[StatusStore.TableName].OnUpdate = () =>
        {
            if (lost++ < 3)
                throw new RequestFailedException(412, "changed");
        };

        await _bench.ApplyAllAsync();

        var read = await _bench.ReadAsync(row);
        Assert.Equal((ReportKind.Delivered, ReportKind.Bounced), (EventBench.ReportOf(read)?.Kind, EventBench.ReportOf(read, "c@example.com")?.Kind));
    }

    [Fact]
    public async Task Report_marks_the_hour_open_so_that_usage_is_counted_again()
    {
        var row = await _bench.SentAsync("SendGrid");
        _bench.Time.Advance(TimeSpan.FromHours(30));
        var hours = _bench.Tables[OpenHours.TableName];
        foreach (var mark in hours.Rows)
            hours.Remove(mark.PartitionKey, mark.RowKey);

        await _bench.ReceiveAsync(_bench.Post("SendGrid", "bounced", row));
        await _bench.ApplyAllAsync();

        Assert.Equal("acme|2026031012", Assert.Single(hours.Rows).RowKey);
    }

    [Fact]
    public async Task Removed_suppression_is_not_put_back_by_a_repetition()
    {
        var row = await _bench.SentAsync("Postmark");
        var request = _bench.Post("Postmark", "bounced", row);
        await _bench.ReceiveAsync(request);
        await _bench.ApplyAllAsync();
        var list = _bench.Tables[SuppressionStore.TableName];
        foreach (var entry in list.Rows)
            list.Remove(entry.PartitionKey, entry.RowKey);

        await _bench.ReceiveAsync(request);
        await _bench.ApplyAllAsync();

        Assert.Empty(_bench.SuppressedBy("acme"));
    }

    [Theory]
    [InlineData("550 5.7.1 Message rejected as spam by content filtering", "spam")]
    [InlineData("550 5.7.26 Unauthenticated email from example.com is not accepted due to domain's DMARC policy", "domain_authentication")]
    [InlineData("554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org", "blocklisted")]
    [InlineData("552 5.2.2 Mailbox full", "mailbox_full")]
    public async Task Hard_bounce_whose_words_blame_somebody_else_does_not_suppress(string reason, string category)
    {
        var row = await _bench.SentAsync("SendGrid");
        var json = $$"""[{"email":"b@example.com","timestamp":{{_bench.Time.GetUtcNow().ToUnixTimeSeconds()}},"event":"bounce","type":"bounce","reason":"{{reason}}","sg_event_id":"x","email_dispatch":"{{row.Id}}_acme"}]""";

        await _bench.ReceiveAsync(_bench.Sign("SendGrid", json));
        await _bench.ApplyAllAsync();

        Assert.Equal(category, EventBench.ReportOf(await _bench.ReadAsync(row))?.Category);
        Assert.Empty(_bench.SuppressedBy("acme"));
    }

    [Fact]
    public async Task Dropped_for_the_providers_own_list_does_not_change_ours()
    {
        var row = await _bench.SentAsync("SendGrid");
        var json = $$"""[{"email":"b@example.com","timestamp":{{_bench.Time.GetUtcNow().ToUnixTimeSeconds()}},"event":"dropped","reason":"Bounced Address","sg_event_id":"x","email_dispatch":"{{row.Id}}_acme"}]""";

        await _bench.ReceiveAsync(_bench.Sign("SendGrid", json));
        await _bench.ApplyAllAsync();

        Assert.Equal(ReportKind.Bounced, EventBench.ReportOf(await _bench.ReadAsync(row))?.Kind);
        Assert.Empty(_bench.SuppressedBy("acme"));
    }

    [Fact]
    public async Task Reference_of_another_email_than_the_message_ids_finds_nothing()
    {
        var (mine, victim) = (await _bench.SentAsync("SendGrid", "acme"), await _bench.SentAsync("SendGrid", "other"));

        await _bench.ReceiveAsync(_bench.Post("SendGrid", "complained", mine, reference: $"{victim.Id}_other"));
        await _bench.ReceiveAsync(_bench.Sign("SendGrid", $$"""[{"email":"b@example.com","timestamp":1,"event":"bounce","smtp-id":"<{{mine.Id}}@example.com>","email_dispatch":"{{victim.Id}}_other"}]"""));
        await _bench.ApplyAllAsync();

        Assert.Null(EventBench.ReportOf(await _bench.ReadAsync(victim)));
        Assert.Empty(_bench.SuppressedBy("other"));
    }

    [Fact]
    public async Task Events_that_fail_go_on_alone()
    {
        var (first, second) = (await _bench.SentAsync("SendGrid"), await _bench.SentAsync("SendGrid"));
        var requests = new[] { first, second }.Select(row => System.Text.Encoding.UTF8.GetString(_bench.Post("SendGrid", "delivered", row).Body.Span)[1..^1]);
        await _bench.ReceiveAsync(_bench.Sign("SendGrid", $"[{string.Join(',', requests)}]"));
        var updates = 0;
        _bench.Tables[StatusStore.TableName].OnUpdate = () =>
        {
            if (updates++ == 0)
                throw new InvalidOperationException("on purpose");
        };

        await _bench.ApplyAllAsync();
        var apart = (EventBench.ReportOf(await _bench.ReadAsync(first)), EventBench.ReportOf(await _bench.ReadAsync(second)), Count: _bench.Queue.Messages.Count);
        await _bench.ApplyAllAsync();

        Assert.Equal((null, ReportKind.Delivered, 1), (apart.Item1?.Kind, apart.Item2?.Kind, apart.Count));
        Assert.Equal(ReportKind.Delivered, EventBench.ReportOf(await _bench.ReadAsync(first))?.Kind);
    }

    [Fact]
    public async Task Message_that_is_none_is_refused() =>
        await Assert.ThrowsAsync<InvalidDataException>(() => _bench.ApplyNowAsync("{}"));

    private async Task AssertUntouchedAsync(EmailRow row)
    {
        Assert.Equal(row.ETag, (await _bench.ReadAsync(row)).ETag);
        Assert.Empty(_bench.SuppressedBy("acme"));
        Assert.Empty(_bench.SuppressedBy("other"));
    }
}
