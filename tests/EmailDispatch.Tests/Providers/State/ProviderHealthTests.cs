using EmailDispatch.Providers.State;

namespace EmailDispatch.Tests.Providers.State;

public sealed class ProviderHealthTests : StateTest
{
    private static readonly ProviderFailure Unreachable = new(FailureWeight.Unreachable, "Timeout");
    private static readonly ProviderFailure Chance = new(FailureWeight.Counts, "ServiceUnavailable", "421 4.3.2 closing");
    private static readonly ProviderFailure Login = new(FailureWeight.OpensLong, "Authentication", "535 5.7.8 no");

    [Theory]
    [InlineData(FailureWeight.Unreachable, 15)]
    [InlineData(FailureWeight.OpensLong, 900)]
    [InlineData(FailureWeight.CoolsUntil, 60)]
    public async Task One_failure_that_is_no_chance_opens(FailureWeight weight, int seconds)
    {
        var health = NewHealth();

        await FailAsync(health, new ProviderFailure(weight, "Timeout"));
        var refused = await health.TryEnterAsync(Provider, Cancellation);

        Assert.False(refused.IsAdmitted);
        Assert.Equal(Time.GetUtcNow().AddSeconds(seconds), refused.ReopensAt);
        Assert.Equal(weight, refused.Reason);
    }

    [Fact]
    public async Task A_provider_cools_until_its_limit_resets_and_needs_no_probe_then()
    {
        var health = NewHealth();
        var reset = Time.GetUtcNow().AddMinutes(40);
        await FailAsync(health, new ProviderFailure(FailureWeight.CoolsUntil, "QuotaUsedUp") { Until = reset });

        var refused = await health.TryEnterAsync(Provider, Cancellation);
        Time.SetUtcNow(reset);
        var first = await health.TryEnterAsync(Provider, Cancellation);
        var second = await health.TryEnterAsync(Provider, Cancellation);

        Assert.False(refused.IsAdmitted);
        Assert.True(first.IsAdmitted);
        Assert.False(first.IsProbe);
        Assert.True(second.IsAdmitted);
    }

    [Fact]
    public async Task A_provider_that_cools_down_is_tried_by_one_attempt_of_all_instances_long_before_and_used_again_if_it_works()
    {
        var (here, there) = (NewHealth(), NewHealth());
        var start = Time.GetUtcNow();
        await FailAsync(here, new ProviderFailure(FailureWeight.CoolsUntil, "QuotaUsedUp") { Until = Time.GetUtcNow().AddHours(1) });

        var refused = await here.TryEnterAsync(Provider, Cancellation);
        Time.SetUtcNow(refused.ReopensAt!.Value);
        var probe = await there.TryEnterAsync(Provider, Cancellation);
        var other = await here.TryEnterAsync(Provider, Cancellation);
        await there.ReportSuccessAsync(probe, Cancellation);
        Pass(5);
        var after = await here.TryEnterAsync(Provider, Cancellation);

        Assert.Equal(start.AddMinutes(6), refused.ReopensAt);
        Assert.True(probe.IsProbe);
        Assert.False(other.IsAdmitted);
        Assert.True(after is { IsAdmitted: true, IsProbe: false });
    }

    [Fact]
    public async Task A_pause_that_a_reply_asks_for_ends_after_an_hour()
    {
        var health = NewHealth();
        await FailAsync(health, new ProviderFailure(FailureWeight.CoolsUntil, "QuotaUsedUp") { Until = Time.GetUtcNow().AddDays(6) });

        Pass(3600);
        var admissions = new[] { await health.TryEnterAsync(Provider, Cancellation), await health.TryEnterAsync(Provider, Cancellation) };

        Assert.All(admissions, a => Assert.True(a is { IsAdmitted: true, IsProbe: false }));
    }

    [Theory]
    [InlineData("ff", true)]
    [InlineData("fff", false)]
    [InlineData("sff", false)]
    [InlineData("ssssfff", true)]
    [InlineData("sssffss", true)]
    public async Task Failures_that_may_be_chance_open_when_they_are_half_of_three_or_more(string sessions, bool admitted)
    {
        var health = NewHealth();

        foreach (var session in sessions)
            await (session == 'f' ? FailAsync(health, Chance) : SucceedAsync(health));

        Assert.Equal(admitted, (await health.TryEnterAsync(Provider, Cancellation)).IsAdmitted);
    }

    [Fact]
    public async Task Failures_far_apart_do_not_open()
    {
        var health = NewHealth();

        for (var failure = 0; failure < 10; failure++)
        {
            await FailAsync(health, Chance);
            Pass(31);
        }

        Assert.True((await health.TryEnterAsync(Provider, Cancellation)).IsAdmitted);
    }

    [Fact]
    public async Task Failures_of_sessions_under_way_do_not_prolong()
    {
        var health = NewHealth();
        var first = await health.TryEnterAsync(Provider, Cancellation);
        var second = await health.TryEnterAsync(Provider, Cancellation);

        await health.ReportFailureAsync(first, Unreachable, Cancellation);
        var until = (await health.TryEnterAsync(Provider, Cancellation)).ReopensAt;
        var writes = Table.Writes;
        Pass(3);
        await health.ReportFailureAsync(second, Unreachable, Cancellation);

        Assert.Equal(until, (await health.TryEnterAsync(Provider, Cancellation)).ReopensAt);
        Assert.Equal(writes, Table.Writes);
    }

    [Fact]
    public async Task Something_worse_prolongs()
    {
        var health = NewHealth();
        var first = await health.TryEnterAsync(Provider, Cancellation);
        await FailAsync(health, Unreachable);

        await health.ReportFailureAsync(first, Login, Cancellation);

        Assert.Equal(Time.GetUtcNow().AddMinutes(15), (await health.TryEnterAsync(Provider, Cancellation)).ReopensAt);
    }

    [Fact]
    public async Task After_its_time_one_attempt_of_all_instances_finds_out()
    {
        ProviderHealth[] instances = [NewHealth(), NewHealth(), NewHealth()];
        await FailAsync(instances[0], Unreachable);
        Pass(15);

        var admissions = new List<ProviderAdmission>();
        for (var email = 0; email < 9; email++)
            admissions.Add(await instances[email % 3].TryEnterAsync(Provider, Cancellation));

        var probe = Assert.Single(admissions, a => a.IsAdmitted);
        Assert.True(probe.IsProbe);
    }

    [Fact]
    public async Task A_successful_probe_closes_for_all_instances()
    {
        var (here, there) = (NewHealth(), NewHealth());
        await FailAsync(here, Unreachable);
        Pass(15);
        await SucceedAsync(there);
        Pass(5);

        var admissions = new[] { await here.TryEnterAsync(Provider, Cancellation), await here.TryEnterAsync(Provider, Cancellation) };

        Assert.All(admissions, a => Assert.True(a is { IsAdmitted: true, IsProbe: false }));
    }

    [Fact]
    public async Task A_failed_probe_opens_for_twice_the_time_up_to_five_minutes()
    {
        var health = NewHealth();
        var times = new List<double>();

        for (var failure = 0; failure < 7; failure++)
        {
            await FailAsync(health, Unreachable);
            var reopensAt = (await health.TryEnterAsync(Provider, Cancellation)).ReopensAt!.Value;
            times.Add((reopensAt - Time.GetUtcNow()).TotalSeconds);
            Time.SetUtcNow(reopensAt);
        }

        Assert.Equal([15, 30, 60, 120, 240, 300, 300], times);
    }

    [Fact]
    public async Task A_probe_that_never_reports_is_followed_by_another()
    {
        var health = NewHealth();
        await FailAsync(health, Unreachable);
        Pass(15);
        var lost = await health.TryEnterAsync(Provider, Cancellation);

        Pass(9);
        var early = await health.TryEnterAsync(Provider, Cancellation);
        Pass(1);
        var next = await health.TryEnterAsync(Provider, Cancellation);

        Assert.True(lost.IsProbe);
        Assert.False(early.IsAdmitted);
        Assert.True(next.IsProbe);
    }

    [Fact]
    public async Task Success_of_a_session_begun_before_the_failure_does_not_close()
    {
        var health = NewHealth();
        var before = await health.TryEnterAsync(Provider, Cancellation);
        Pass(1);
        await FailAsync(health, Unreachable);

        await health.ReportSuccessAsync(before, Cancellation);

        Assert.False((await health.TryEnterAsync(Provider, Cancellation)).IsAdmitted);
    }

    [Fact]
    public async Task Success_elsewhere_after_the_failure_closes_early_for_all()
    {
        var (here, there) = (NewHealth(), NewHealth());
        _ = await there.TryEnterAsync(Provider, Cancellation);
        await FailAsync(here, Unreachable);
        Pass(3);
        var unaware = await there.TryEnterAsync(Provider, Cancellation);
        Pass(3);
        _ = await there.TryEnterAsync(Provider, Cancellation);

        await there.ReportSuccessAsync(unaware, Cancellation);
        Pass(2);

        Assert.True((await here.TryEnterAsync(Provider, Cancellation)).IsAdmitted);
    }

    [Fact]
    public async Task Success_does_not_close_what_was_opened_for_refused_credentials()
    {
        var (here, there) = (NewHealth(), NewHealth());
        _ = await there.TryEnterAsync(Provider, Cancellation);
        await FailAsync(here, Login);
        Pass(3);
        var unaware = await there.TryEnterAsync(Provider, Cancellation);
        Pass(3);
        _ = await there.TryEnterAsync(Provider, Cancellation);

        await there.ReportSuccessAsync(unaware, Cancellation);

        Assert.False((await there.TryEnterAsync(Provider, Cancellation)).IsAdmitted);
    }

    [Fact]
    public async Task An_opening_is_seen_by_others_within_the_interval()
    {
        var (here, there) = (NewHealth(), NewHealth());
        _ = await there.TryEnterAsync(Provider, Cancellation);
        await FailAsync(here, Login);

        Pass(5);
        var refused = await there.TryEnterAsync(Provider, Cancellation);

        Assert.Equal(FailureWeight.OpensLong, refused.Reason);
    }

    [Fact]
    public async Task A_closed_breaker_costs_one_query_an_interval_for_all_providers_and_none_while_idle()
    {
        var health = NewHealth();

        for (var email = 0; email < 1000; email++)
        {
            foreach (var provider in (string[])["one", "two", "three"])
                await health.ReportSuccessAsync(await health.TryEnterAsync(provider, Cancellation), Cancellation);
            Pass(0.06);
        }

        var busy = Table.Operations;
        Pass(3600);

        Assert.Equal(12, busy);
        Assert.Equal(12, Table.Queries);
        Assert.Equal(12, Table.Operations);
    }

    [Fact]
    public async Task An_opening_costs_one_write_however_many_sessions_fail()
    {
        var health = NewHealth();
        _ = await health.TryEnterAsync(Provider, Cancellation);
        Pass(5);
        var admissions = new List<ProviderAdmission>();
        for (var email = 0; email < 16; email++)
            admissions.Add(await health.TryEnterAsync(Provider, Cancellation));

        foreach (var admission in admissions)
            await health.ReportFailureAsync(admission, Unreachable, Cancellation);

        Assert.Equal((2, 0, 1), (Table.Queries, Table.Reads, Table.Writes));
    }

    [Fact]
    public async Task A_row_that_an_operator_deletes_closes()
    {
        var health = NewHealth();
        await FailAsync(health, Login);
        Table.Remove(Provider, "breaker");

        Pass(5);

        Assert.True((await health.TryEnterAsync(Provider, Cancellation)).IsAdmitted);
    }

    [Fact]
    public async Task While_storage_fails_an_instance_goes_by_what_it_sees_and_tells_it_later()
    {
        var (here, there) = (NewHealth(), NewHealth());
        Table.Fault = new IOException("gone");
        var admitted = await here.TryEnterAsync(Provider, Cancellation);
        await here.ReportFailureAsync(admitted, Login, Cancellation);
        var refused = await here.TryEnterAsync(Provider, Cancellation);
        Table.Fault = null;

        Pass(5);
        var stillRefused = await here.TryEnterAsync(Provider, Cancellation);
        var refusedThere = await there.TryEnterAsync(Provider, Cancellation);

        Assert.True(admitted.IsAdmitted);
        Assert.False(refused.IsAdmitted);
        Assert.False(stillRefused.IsAdmitted);
        Assert.False(refusedThere.IsAdmitted);
    }

    [Fact]
    public async Task Of_two_openings_at_once_the_longer_stays()
    {
        var (here, there) = (NewHealth(), NewHealth());
        var (first, second) = (await here.TryEnterAsync(Provider, Cancellation), await there.TryEnterAsync(Provider, Cancellation));

        await here.ReportFailureAsync(first, Login, Cancellation);
        await there.ReportFailureAsync(second, Unreachable, Cancellation);

        Assert.Equal(Time.GetUtcNow().AddMinutes(15), (await there.TryEnterAsync(Provider, Cancellation)).ReopensAt);
    }

    [Theory]
    [InlineData(FailureWeight.Unreachable, false, true)]
    [InlineData(FailureWeight.OpensLong, false, true)]
    [InlineData(FailureWeight.CoolsUntil, false, false)]
    [InlineData(FailureWeight.CoolsUntil, true, true)]
    public async Task Resuming_ends_a_pause_that_another_instance_has_just_begun(FailureWeight weight, bool isProof, bool ends)
    {
        var (here, there) = (NewHealth(), NewHealth());
        await here.TryEnterAsync(Provider, Cancellation);
        await FailAsync(there, new ProviderFailure(weight, "Timeout"));

        var resumed = await here.ResumeAsync(Provider, isProof, Cancellation);

        Assert.Equal(ends, resumed);
        Assert.Equal(ends, (await here.TryEnterAsync(Provider, Cancellation)).IsAdmitted);
        Assert.Equal(ends, (await NewHealth().TryEnterAsync(Provider, Cancellation)).IsAdmitted);
        Assert.False(await here.ResumeAsync(Provider, isProof, Cancellation));
    }

    [Fact]
    public async Task Pause_that_another_instance_ended_ends_here_within_a_second()
    {
        var (here, there) = (NewHealth(), NewHealth());
        await FailAsync(here, Login);
        var paused = await here.TryEnterAsync(Provider, Cancellation);
        await there.ResumeAsync(Provider, isProof: true, Cancellation);
        Pass(1);

        var admission = await here.TryEnterAsync(Provider, Cancellation);

        Assert.False(paused.IsAdmitted);
        Assert.True(admission.IsAdmitted);
    }

    private static async Task FailAsync(ProviderHealth health, ProviderFailure failure)
    {
        var admission = await health.TryEnterAsync(Provider, Cancellation);
        Assert.True(admission.IsAdmitted);
        await health.ReportFailureAsync(admission, failure, Cancellation);
    }

    private static async Task SucceedAsync(ProviderHealth health) =>
        await health.ReportSuccessAsync(await health.TryEnterAsync(Provider, Cancellation), Cancellation);
}
