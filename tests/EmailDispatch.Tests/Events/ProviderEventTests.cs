using System.Text;
using EmailDispatch.Events;
using EmailDispatch.Events.Dialects;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Events;

/// <summary>What each service posts, as it documents it.</summary>
public sealed class ProviderEventTests : IDisposable
{
    private readonly EventBench _bench = new();

    public static TheoryData<string> Presets => [.. EventBench.Presets];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, TestSize.Of("EVENT_SHUFFLES", 5))];

    // What is reported of an email, one second apart, and what is told of it in the end.
    private static readonly (string[] Kinds, ReportKind? End)[] Stories =
    [
        (["delivered"], ReportKind.Delivered), (["bounced"], ReportKind.Bounced), (["delivered", "bounced"], ReportKind.Bounced), (["bounced", "delivered"], ReportKind.Bounced),
        (["delivered", "complained"], ReportKind.Complained), (["complained", "delivered"], ReportKind.Complained), (["other"], null),
    ];

    public void Dispose() => _bench.Dispose();

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Events_of_all_services_three_times_shuffled_with_forgeries_have_one_effect_each(int seed)
    {
        var random = new Random(seed);
        var (requests, expected) = (new List<(EventRequest Request, EventOutcome Outcome)>(), new List<(EmailRow Row, ReportKind? Kind)>());
        foreach (var preset in EventBench.Presets)
        {
            foreach (var (kinds, kind) in Stories.Where(story => story.Kinds.All(k => EventBench.Has(preset, k))))
            {
                var row = await _bench.SentAsync(preset, "acme", EmailStatus.Sent, $"r{expected.Count}@example.com");
                expected.Add((row, kind));
                for (var n = 0; n < kinds.Length; n++)
                {
                    requests.AddRange(Enumerable.Repeat((_bench.Post(preset, kinds[n], row, row.Recipients[0].Address, _bench.Time.GetUtcNow().AddSeconds(n)), EventOutcome.Taken), 3));

                    // Each forgery would make it worse.
                    var worse = EventBench.Has(preset, "complained") ? "complained" : "bounced";
                    if (kind < ReportKind.Complained || kind is null)
                        requests.AddRange(Enumerable.Repeat((_bench.Post(preset, worse, row, row.Recipients[0].Address, forged: true), EventOutcome.Refused), 3));
                }
            }
        }

        var shuffled = requests.OrderBy(_ => random.Next()).ToList();

        foreach (var (request, outcome) in shuffled)
            Assert.Equal((request.Provider.Name, outcome), (request.Provider.Name, (await _bench.ReceiveAsync(request)).Outcome));
        await _bench.ApplyAllAsync(times: 2);
        var written = _bench.Tables[StatusStore.TableName].Writes;
        foreach (var (request, _) in shuffled)
            await _bench.ReceiveAsync(request);
        await _bench.ApplyAllAsync();

        foreach (var (row, kind) in expected)
        {
            var read = await _bench.ReadAsync(row);
            Assert.Equal((row.Provider, kind), (row.Provider, read.Recipients[0].Report?.Kind));
            Assert.Equal((EmailStatus.Sent, EmailStatus.Sent), (read.Status, read.Recipients[0].Status));
            Assert.Equal(kind?.ToName() ?? "sent", read.ToLastEvent());
        }

        // One entry each, and what comes once more changes nothing.
        var listed = expected.Where(e => e.Kind > ReportKind.Delivered).Select(e => $"{e.Row.Recipients[0].Address} {(e.Kind == ReportKind.Bounced ? "bounce" : "complaint")}");
        Assert.Equal(listed.Order(StringComparer.Ordinal), _bench.SuppressedBy("acme"));
        Assert.Equal(written, _bench.Tables[StatusStore.TableName].Writes);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task Hard_bounce_tells_why_and_suppresses(string preset)
    {
        var row = await _bench.SentAsync(preset, "acme", EmailStatus.Sent, "gone@example.com");

        await _bench.ReceiveAsync(_bench.Post(preset, "bounced", row, "gone@example.com"));
        await _bench.ApplyAllAsync();

        var report = EventBench.ReportOf(await _bench.ReadAsync(row), "gone@example.com")!;
        Assert.Equal((ReportKind.Bounced, EventBench.NameOf(preset), _bench.Time.GetUtcNow()), (report.Kind, report.Provider, report.At));
        Assert.Equal(preset == "Resend" ? "recipient_refused" : "recipient_unknown", report.Category);
        Assert.NotEmpty(report.Reason!);
        Assert.Equal(["gone@example.com bounce"], _bench.SuppressedBy("acme"));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task Complaint_suppresses(string preset)
    {
        if (!EventBench.Has(preset, "complained"))
            return;
        var row = await _bench.SentAsync(preset);

        await _bench.ReceiveAsync(_bench.Post(preset, "complained", row));
        await _bench.ApplyAllAsync();

        Assert.Equal(ReportKind.Complained, EventBench.ReportOf(await _bench.ReadAsync(row))?.Kind);
        Assert.Equal(["b@example.com complaint"], _bench.SuppressedBy("acme"));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task Forgery_is_refused_and_leaves_nothing(string preset)
    {
        var row = await _bench.SentAsync(preset);

        var receipt = await _bench.ReceiveAsync(_bench.Post(preset, "bounced", row, forged: true));

        Assert.Equal(EventOutcome.Refused, receipt.Outcome);
        Assert.Empty(_bench.Queue.Messages);
    }

    [Fact]
    public async Task Forgeries_are_logged_once_a_minute()
    {
        var row = await _bench.SentAsync("SendGrid");

        for (var request = 0; request < 50; request++)
            await _bench.ReceiveAsync(_bench.Post("SendGrid", "bounced", row, forged: true));
        var logged = _bench.Logs.Lines.Count;
        _bench.Time.Advance(TimeSpan.FromMinutes(1));
        await _bench.ReceiveAsync(_bench.Post("SendGrid", "bounced", row, forged: true));

        Assert.Equal((1, 2), (logged, _bench.Logs.Lines.Count));
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task Body_that_was_changed_after_signing_is_refused_where_the_service_signs_it(string preset)
    {
        // The others prove the caller, not the body.
        if (preset is "Mailgun" or "Postmark" or "Brevo" or "AzureCommunicationServices")
            return;
        var row = await _bench.SentAsync(preset);
        var request = _bench.Post(preset, "bounced", row);
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(request.Body.Span).Replace("b@example", "c@example", StringComparison.Ordinal).Replace("b%40example", "c%40example", StringComparison.Ordinal));

        var receipt = await _bench.ReceiveAsync(request with { Body = changed });

        Assert.Equal(EventOutcome.Refused, receipt.Outcome);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task Request_without_any_proof_is_refused(string preset)
    {
        var row = await _bench.SentAsync(preset);
        var request = _bench.Post(preset, "bounced", row, forged: true);

        var receipt = await _bench.ReceiveAsync(request with { Header = _ => null, Query = _ => null });

        Assert.Equal(EventOutcome.Refused, receipt.Outcome);
    }

    [Theory]
    [MemberData(nameof(Presets))]
    public async Task Authentic_body_of_another_form_does_no_harm(string preset)
    {
        string[] bodies = ["", "null", "[]", "{}", "[null,1,\"x\"]", "{\"event\":{}}", "{\"event-data\":[]}", "[{\"event\":\"bounce\",\"timestamp\":1e400}]", "[{\"event\":\"bounce\",\"timestamp\":-1,\"email_dispatch\":7}]", new string('[', 5_000)];

        foreach (var body in bodies)
        {
            if (preset == "Mailgun" && !body.StartsWith('{'))
                continue;
            Assert.Contains((await _bench.ReceiveAsync(_bench.Sign(preset, body))).Outcome, (EventOutcome[])[EventOutcome.Taken, EventOutcome.Unreadable]);
        }

        Assert.Empty(_bench.Queue.Messages);
    }

    [Theory]
    [InlineData("SendGrid")]
    [InlineData("Mailgun")]
    [InlineData("Brevo")]
    [InlineData("AmazonSes")]
    [InlineData("AzureCommunicationServices")]
    public async Task Event_without_the_reference_is_matched_by_its_message_id(string preset)
    {
        var row = await _bench.SentAsync(preset);

        await _bench.ReceiveAsync(_bench.Post(preset, "delivered", row, reference: "x"));
        await _bench.ApplyAllAsync();

        Assert.Equal(ReportKind.Delivered, EventBench.ReportOf(await _bench.ReadAsync(row))?.Kind);
    }

    [Theory]
    [InlineData("\"\\ud800\"")]
    [InlineData("{\"event\":\"bounce\",\"timestamp\":1,\"email\":\"\\udc00@example.com\",\"email_dispatch\":\"x\"}")]
    [InlineData("{\"event\":\"bounce\",\"\\ud800\":1,\"timestamp\":{}}")]
    [InlineData("null")]
    [InlineData("{\"event\":\"delivered\",\"timestamp\":\"soon\",\"email_dispatch\":\"x\"}")]
    public async Task Bad_item_of_a_batch_does_not_lose_the_others(string bad)
    {
        var row = await _bench.SentAsync("SendGrid");
        var good = Encoding.UTF8.GetString(_bench.Post("SendGrid", "delivered", row).Body.Span)[1..^1];

        var receipt = await _bench.ReceiveAsync(_bench.Sign("SendGrid", $"[{bad},{good},{bad}]"));
        await _bench.ApplyAllAsync();

        Assert.Equal(EventOutcome.Taken, receipt.Outcome);
        Assert.Equal(ReportKind.Delivered, EventBench.ReportOf(await _bench.ReadAsync(row))?.Kind);
    }

    [Fact]
    public async Task Batch_of_too_many_is_refused()
    {
        var receipt = await _bench.ReceiveAsync(_bench.Sign("SendGrid", $"[{string.Join(',', Enumerable.Repeat("1", EventReceiver.MaxEvents + 1))}]"));

        Assert.Equal(EventOutcome.Unreadable, receipt.Outcome);
    }

    [Fact]
    public async Task Secret_with_several_lines_accepts_each()
    {
        _bench.Secrets.Values["postmark-events"] = $"another\r\n{_bench.Secrets.Values["postmark-events"]}\n";
        var row = await _bench.SentAsync("Postmark");

        var receipt = await _bench.ReceiveAsync(_bench.Post("Postmark", "delivered", row));

        Assert.Equal(EventOutcome.Taken, receipt.Outcome);
    }

    [Fact]
    public async Task Event_grid_gets_its_code_back_only_with_the_secret()
    {
        const string question = """[{"id":"1","eventType":"Microsoft.EventGrid.SubscriptionValidationEvent","data":{"validationCode":"512d38b6","validationUrl":"https://example.com"}}]""";

        var answer = await _bench.ReceiveAsync(_bench.Sign("AzureCommunicationServices", question));
        var refused = await _bench.ReceiveAsync(_bench.Sign("AzureCommunicationServices", question, forged: true));

        Assert.Equal("512d38b6", answer.ValidationCode);
        Assert.Equal((EventOutcome.Refused, null), (refused.Outcome, refused.ValidationCode));
    }

    [Theory]
    [InlineData("Mailgun", 13 * 60)]
    [InlineData("Resend", 6)]
    public async Task Signature_that_is_old_is_refused(string preset, int minutes)
    {
        var request = _bench.Post(preset, "bounced", await _bench.SentAsync(preset));
        _bench.Time.Advance(TimeSpan.FromMinutes(minutes));

        var receipt = await _bench.ReceiveAsync(request);

        Assert.Equal(EventOutcome.Refused, receipt.Outcome);
    }

    [Fact]
    public async Task Batch_of_many_events_goes_in_messages_that_fit_the_queue()
    {
        var row = await _bench.SentAsync("SendGrid");
        var one = Encoding.UTF8.GetString(_bench.Post("SendGrid", "bounced", row).Body.Span)[1..^1];

        await _bench.ReceiveAsync(_bench.Sign("SendGrid", $"[{string.Join(',', Enumerable.Repeat(one, 1_000))}]"));

        var messages = _bench.Queue.Messages;
        Assert.InRange(messages.Count, 2, 20);
        Assert.All(messages, message => Assert.InRange(Encoding.UTF8.GetByteCount(message.Text), 1, 48 * 1024));
        Assert.Equal(1_000, messages.Sum(message => EventMessage.Parse(message.Text).Events.Count));
    }
}
