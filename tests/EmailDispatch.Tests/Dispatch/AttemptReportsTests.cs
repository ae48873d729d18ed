using System.Diagnostics;
using System.Diagnostics.Metrics;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Status;
using EmailDispatch.Telemetry;

namespace EmailDispatch.Tests.Dispatch;

/// <summary>What trace, metrics and log tell of an attempt.</summary>
public sealed class AttemptReportsTests : IDisposable
{
    private readonly string _provider = $"p{Guid.NewGuid():N}";
    private readonly RecordedLog _log = new();
    private readonly AttemptReports _reports;
    private readonly Activity _activity = new("send email");
    private readonly MeterListener _meters = new();
    private readonly List<string> _counted = [];

    public AttemptReportsTests()
    {
        _reports = new AttemptReports(_log);
        _activity.Start();
        _meters.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == DispatchTelemetry.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _meters.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Count(instrument, tags));
        _meters.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Count(instrument, tags));
        _meters.Start();
    }

    [Fact]
    public void Failed_attempt_is_an_error_of_its_span_and_counted()
    {
        _reports.Report(Row(Attempt(_provider)), new FailureClassification(FailureCategory.MailboxFull, NextStep.SameProviderLater, FailureWeight.None), _activity);

        Assert.Equal(
            ["email_dispatch.outcome=deferred", "email_dispatch.phase=rcpt_to", "email_dispatch.category=mailbox_full", "email_dispatch.reply_code=452", "email_dispatch.enhanced_code=4.2.2"],
            _activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"));
        Assert.Equal((ActivityStatusCode.Error, "mailbox_full"), (_activity.Status, _activity.StatusDescription));
        Assert.Contains("email_dispatch.attempts", _counted);
        Assert.Contains("email_dispatch.send.duration", _counted);
        Assert.DoesNotContain("email_dispatch.failovers", _counted);
        Assert.Contains("deferred in phase rcpt_to with 452 4.2.2", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Attempt_that_succeeded_is_no_error()
    {
        _reports.Report(Row(Attempt(_provider) with { Outcome = AttemptOutcome.Sent }), failure: null, _activity);

        Assert.Equal(ActivityStatusCode.Unset, _activity.Status);
        Assert.StartsWith("Information 2001", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public void Attempt_after_a_failed_provider_is_a_failover_of_that_one()
    {
        var failed = Attempt(_provider) with { Outcome = AttemptOutcome.ProviderFailed };

        _reports.Report(Row(failed, Attempt("other")), failure: null, activity: null);

        Assert.Equal(["email_dispatch.failovers"], _counted);
    }

    [Theory]
    [InlineData(FailureCategory.Unforeseen, false, "2001 2003")]
    [InlineData(FailureCategory.Authentication, true, "2001 2004")]
    [InlineData(FailureCategory.MailboxFull, false, "2001")]
    public void Failure_that_needs_attention_is_an_error_in_the_log(FailureCategory category, bool alerts, string ids)
    {
        _reports.Report(Row(Attempt(_provider)), new FailureClassification(category, NextStep.NextProvider, FailureWeight.None) { Alert = alerts }, activity: null);

        Assert.Equal(ids, string.Join(' ', _log.Lines.Select(line => line.Split(' ')[1])));
        Assert.All(_log.Lines.Skip(1), line => Assert.StartsWith("Error", line, StringComparison.Ordinal));
        Assert.All(_log.Lines.Where(line => line.Contains("2003", StringComparison.Ordinal)), line => Assert.Contains("with 452 4.2.2", line, StringComparison.Ordinal));
    }

    public void Dispose()
    {
        _meters.Dispose();
        _activity.Dispose();
        _log.Factory.Dispose();
    }

    // Only what is counted for the provider of this test.
    private void Count(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var tag in tags)
        {
            if (Equals(tag.Value, _provider))
                _counted.Add(instrument.Name);
        }
    }

    private static Attempt Attempt(string provider) => new()
    {
        Number = 1,
        Provider = provider,
        At = DateTimeOffset.UnixEpoch,
        Milliseconds = 250,
        Outcome = AttemptOutcome.Deferred,
        Phase = "rcpt_to",
        Category = "mailbox_full",
        Code = 452,
        EnhancedCode = "4.2.2",
    };

    private static EmailRow Row(params Attempt[] attempts) => new()
    {
        Id = EmailId.New(TimeProvider.System),
        Tenant = "acme",
        Status = EmailStatus.Sending,
        From = "a@example.com",
        Subject = "s",
        Recipients = [],
        AttemptNumber = 1,
        Attempts = attempts,
    };
}
