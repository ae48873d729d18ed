using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;
using EmailDispatch.Providers.State;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Intake;

public sealed class DryRunTests() : IntakeTest(
    ("0:Name", "late"), ("0:Host", "a.example.com"), ("0:Priority", "9"), ("0:FromDomains", "sends.example"), ("0:RewriteFrom", "true"), ("0:DefaultFromAddress", "mail@sends.example"),
    ("1:Name", "light"), ("1:Host", "a.example.com"), ("1:Priority", "2"),
    ("2:Name", "heavy"), ("2:Host", "a.example.com"), ("2:Priority", "2"), ("2:Weight", "5"),
    ("3:Name", "off"), ("3:Host", "a.example.com"), ("3:Enabled", "false"),
    ("4:Name", "bulk"), ("4:Host", "a.example.com"), ("4:Streams", "marketing"),
    ("5:Name", "foreign"), ("5:Host", "secret.example.com"), ("5:Tenants", "another"),
    ("6:Name", "full"), ("6:Host", "a.example.com"), ("6:PerDay", "1"),
    ("7:Name", "down"), ("7:Host", "a.example.com"))
{
    [Fact]
    public async Task Providers_are_told_in_their_order_and_why_others_are_out()
    {
        await BreakAsync("down");
        Assert.True((await NewQuotas().TryTakeAsync("full", new ProviderLimits(null, null, 1), Cancellation)).IsGranted);

        var report = await RunAsync("");

        Assert.Equal(["heavy a@example.com", "light a@example.com", "late mail@sends.example"], report.Providers.Select(p => $"{p.Name} {p.From.Address}"));
        Assert.Equal(["bulk stream", "down paused", "full quota", "off disabled"], report.LeftOut.Select(p => $"{p.Name} {p.Reason}").Order(StringComparer.Ordinal));
        Assert.All(report.LeftOut, p => Assert.Equal(p.Reason is "paused" or "quota", p.Until > Time.GetUtcNow()));
        Assert.Contains("is paused (auth rejected)", report.LeftOut.Select(p => p.Explanation));
    }

    [Fact]
    public async Task Nothing_is_stored_and_no_key_is_used()
    {
        var id = (await NewIntake().SubmitAsync(Submitter, Json(""), "key", Cancellation)).Id;
        var accepted = await NewIntake().SubmitAsync(Submitter, Email("another"), "key", Cancellation);

        Assert.Null(id);
        Assert.NotNull(accepted.Id);
        Assert.False(accepted.IsReplayed);
        Assert.Single(Queue.Messages);
    }

    [Fact]
    public async Task Suppressed_recipients_are_told_and_nobody_left_asks_no_provider()
    {
        await Suppressions.AddAsync(new Suppression("default", "b@example.com", SuppressionReason.Bounce, Time.GetUtcNow()), Cancellation);

        var report = await RunAsync("");

        Assert.Equal(["b@example.com"], report.Suppressed);
        Assert.Empty(report.Providers);
    }

    [Fact]
    public async Task Test_address_is_offered_to_no_provider()
    {
        var report = await RunAsync("", to: "bounced@test.example");

        Assert.Empty(report.Suppressed);
        Assert.Empty(report.Providers);
    }

    [Fact]
    public async Task Advice_size_and_time_are_those_of_the_email()
    {
        var report = await RunAsync(""","html":"<p>x</p>","scheduled_at":"2026-11-21T12:00:00+01:00" """);
        var accepted = await NewIntake().SubmitAsync(Submitter, Json(""","html":"<p>x</p>","scheduled_at":"2026-11-21T12:00:00+01:00" """, dryRun: "false"), null, Cancellation);

        var row = await ReadAsync(accepted.Id!.Value);
        Assert.Equal((row!.Size, row.ScheduledAt), (report.Size, report.Email.ScheduledAt));
        Assert.Equal(row.Advice, report.Advice);
    }

    [Theory]
    [InlineData(""","subjekt":"x" """, "subjekt")]
    [InlineData(""","provider":"nobody" """, "provider")]
    [InlineData(""","headers":{"From":"x"} """, "headers.From")]
    public async Task Fault_is_that_of_a_real_email(string more, string field)
    {
        var dry = await NewIntake().SubmitAsync(Submitter, Json(more), "key", Cancellation);
        var real = await NewIntake().SubmitAsync(Submitter, Json(more, dryRun: "false"), "key", Cancellation);

        Assert.Null(dry.DryRun);
        Assert.Equal(field, Assert.Single(dry.Errors).Field);
        Assert.Equal((real.Fault, real.Errors[0]), (dry.Fault, dry.Errors[0]));
    }

    [Theory]
    [InlineData("\"true\"")]
    [InlineData("1")]
    [InlineData("[]")]
    public async Task Value_that_is_neither_true_nor_false_sends_nothing(string value)
    {
        var result = await NewIntake().SubmitAsync(Submitter, Json("", dryRun: value), null, Cancellation);

        Assert.Equal((EmailFault.Invalid, new FieldError("dry_run", "must be true or false")), (result.Fault, Assert.Single(result.Errors)));
        Assert.Empty(Queue.Messages);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("false")]
    public async Task Email_that_is_not_dry_is_accepted(string value) =>
        Assert.NotNull((await NewIntake().SubmitAsync(Submitter, Json("", dryRun: value), null, Cancellation)).Id);

    [Fact]
    public async Task Batch_and_drop_take_none()
    {
        byte[] batch = [(byte)'[', .. Json(""), (byte)']'];

        var refused = await NewBatchIntake().SubmitAsync(Submitter, batch, BatchValidation.Strict, null, Cancellation);
        var drop = await NewIntake().SubmitAsync(Submitter, Json(""), null, Status.NewId(), senderId: null, Cancellation);

        Assert.Equal(new("[0].dry_run", "must not be true in a batch; send the email alone"), Assert.Single(refused.Errors));
        Assert.Equal(new("dry_run", "must not be true in a drop, which nobody answers"), Assert.Single(drop.Errors));
        Assert.Empty(Queue.Messages);
    }

    private async Task<DryRunReport> RunAsync(string more, string to = "b@example.com") =>
        (await NewIntake().SubmitAsync(Submitter, Json(more, to), null, Cancellation)).DryRun!;

    private static byte[] Json(string more, string to = "b@example.com", string dryRun = "true") =>
        Encoding.UTF8.GetBytes($$"""{"from":"Ann <a@example.com>","to":"{{to}}","subject":"s","text":"t","dry_run":{{dryRun}}{{more}}}""");

    private ProviderQuotas NewQuotas() => new(NewTable(), Time, NullLogger<ProviderQuotas>.Instance);

    private ProviderStateTable NewTable() => new(Tables, Time);

    private async Task BreakAsync(string provider)
    {
        var health = new ProviderHealth(NewTable(), Time, NullLogger<ProviderHealth>.Instance);
        var admission = await health.TryEnterAsync(provider, Cancellation);
        await health.ReportFailureAsync(admission, new ProviderFailure(FailureWeight.OpensLong, "auth_rejected", "535 no"), Cancellation);
    }
}
