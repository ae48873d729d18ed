using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Dispatch;

/// <summary>What a pass makes of the result of each session.</summary>
public sealed class ProviderPassStateTests
{
    private static readonly DateTimeOffset Start = new(2026, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset End = Start.AddMilliseconds(250);
    private static readonly ProviderOptions Provider = new() { Name = "a" };
    private static readonly Dictionary<string, FailureClassification> NobodyRefused = [];

    [Theory]
    [InlineData(NextStep.SameProviderLater, EmailStatus.Deferred, AttemptOutcome.Deferred, false)]
    [InlineData(NextStep.NextProvider, EmailStatus.Deferred, AttemptOutcome.ProviderFailed, true)]
    [InlineData(NextStep.LargerProviderOnly, EmailStatus.Deferred, AttemptOutcome.ProviderFailed, true)]
    [InlineData(NextStep.OtherProviderOnly, EmailStatus.Deferred, AttemptOutcome.ProviderFailed, true)]
    [InlineData(NextStep.BounceRecipient, EmailStatus.Bounced, AttemptOutcome.Bounced, false)]
    [InlineData(NextStep.SuppressRecipient, EmailStatus.Suppressed, AttemptOutcome.Bounced, false)]
    [InlineData(NextStep.FailMessage, EmailStatus.Failed, AttemptOutcome.Failed, false)]
    [InlineData(NextStep.OutcomeUnknown, EmailStatus.Deferred, AttemptOutcome.Deferred, false)]
    public void Failed_session_decides_the_recipient_and_whether_another_provider_gets_it(NextStep next, EmailStatus status, AttemptOutcome outcome, bool isPending)
    {
        var pass = Pass("x@example.test");

        Fail(pass, next);

        var recipient = pass.Row.Recipients[0];
        var attempt = Assert.Single(pass.Row.Attempts);
        Assert.Equal((status, outcome, isPending), (recipient.Status, attempt.Outcome, pass.IsAnyPending));
        Assert.Equal(("450 4.2.0 no", "mailbox_full"), (recipient.Reply, recipient.Category));
        Assert.Equal(("a", 3, Start, 250, "rcpt_to", 450, "4.2.0", "mailbox_full"), (attempt.Provider, attempt.Number, attempt.At, attempt.Milliseconds, attempt.Phase, attempt.Code, attempt.EnhancedCode, attempt.Category));
        Assert.Null(pass.Row.Provider);
        Assert.Null(pass.Row.SentAt);
        Assert.False(pass.HasUnrecorded);
        Assert.True(pass.WasAttempted);
    }

    [Fact]
    public void Lost_answer_under_at_most_once_ends_the_email()
    {
        var pass = Pass("x@example.test");

        Fail(pass, NextStep.OutcomeUnknown, delivery: Delivery.AtMostOnce);

        Assert.Equal((EmailStatus.Unknown, AttemptOutcome.Unknown), (pass.Row.Recipients[0].Status, pass.Row.Attempts[0].Outcome));
        Assert.Contains("at most once", pass.Row.Attempts[0].Hint, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", false, false)]
    [InlineData("events", false, true)]
    [InlineData("", true, false)]
    [InlineData("events", true, true)]
    public void Lost_answer_waits_for_an_event_only_of_a_provider_that_reports_any(string secret, bool isFault, bool isAwaited)
    {
        var pass = Pass("x@example.test", "y@example.test");
        var provider = new ProviderOptions { Name = "a", EventsSecret = secret };

        if (isFault)
            pass.ApplyFault(provider, SendResult.Broken(SmtpPhase.FinalDot, new InvalidOperationException("broken")), Delivery.AtLeastOnce, Start, End);
        else
            Fail(pass, NextStep.OutcomeUnknown, provider);

        Assert.Equal(isAwaited, pass.Result().IsEventAwaited);
        Assert.Equal(isAwaited, pass.Row.Attempts[0].Hint!.Contains("waits for an event", StringComparison.Ordinal));
    }

    [Fact]
    public void Other_failure_awaits_no_event()
    {
        var pass = Pass("x@example.test");

        Fail(pass, NextStep.SameProviderLater, new ProviderOptions { Name = "a", EventsSecret = "events" });

        Assert.False(pass.Result().IsEventAwaited);
    }

    [Fact]
    public void Accepted_message_is_sent_to_those_that_were_not_refused()
    {
        var pass = Pass("x@example.test", "y@example.test");
        var refused = new Dictionary<string, FailureClassification> { ["Y@example.test"] = Failure(NextStep.BounceRecipient) with { Suppress = true } };

        pass.Apply(Provider, Result(isAccepted: true, "y@example.test"), null, new Dictionary<string, FailureClassification>(refused, StringComparer.OrdinalIgnoreCase), Delivery.AtLeastOnce, Start, End);

        Assert.Equal([EmailStatus.Sent, EmailStatus.Bounced], pass.Row.Recipients.Select(r => r.Status));
        Assert.Equal([null, "550 5.1.1 no"], pass.Row.Recipients.Select(r => r.Reply));
        Assert.Equal([null, true], pass.Row.Recipients.Select(r => r.Unreachable));
        Assert.Equal(("a", End, AttemptOutcome.Partial, "mailbox_full"), (pass.Row.Provider, pass.Row.SentAt, pass.Row.Attempts[0].Outcome, pass.Row.Attempts[0].Category));
        Assert.True(pass.HasUnrecorded);
        Assert.False(pass.IsAnyPending);
    }

    [Fact]
    public void Attempt_has_the_failure_of_the_session_rather_than_that_of_a_recipient()
    {
        var pass = Pass("x@example.test", "y@example.test");
        var refused = new Dictionary<string, FailureClassification> { ["y@example.test"] = Failure(NextStep.BounceRecipient) };

        pass.Apply(Provider, Result(isAccepted: false, "y@example.test"), Failure(NextStep.NextProvider) with { Category = FailureCategory.Timeout }, refused, Delivery.AtLeastOnce, Start, End);

        Assert.Equal("timeout", pass.Row.Attempts[0].Category);
        Assert.Equal(["timeout", "mailbox_full"], pass.Row.Recipients.Select(r => r.Category));
    }

    [Fact]
    public void Accepted_message_that_nobody_was_refused_is_sent()
    {
        var pass = Pass("x@example.test");

        pass.Apply(Provider, Result(isAccepted: true), null, NobodyRefused, Delivery.AtLeastOnce, Start, End);
        pass.Recorded(pass.Row);

        Assert.Equal((AttemptOutcome.Sent, null, null), (pass.Row.Attempts[0].Outcome, pass.Row.Attempts[0].Category, pass.Row.Attempts[0].Hint));
        Assert.False(pass.HasUnrecorded);
    }

    [Fact]
    public void Acceptances_of_two_providers_are_unrecorded_until_both_are()
    {
        var pass = Pass("x@example.test", "y@example.test");
        var refused = new Dictionary<string, FailureClassification> { ["y@example.test"] = Failure(NextStep.NextProvider) };

        pass.Apply(Provider, Result(isAccepted: true, "y@example.test"), null, refused, Delivery.AtLeastOnce, Start, End);
        pass.Apply(new ProviderOptions { Name = "b" }, Result(isAccepted: true), null, NobodyRefused, Delivery.AtLeastOnce, Start, End);

        Assert.True(pass.HasUnrecorded);
        Assert.Equal(["a", "b"], pass.Row.Attempts.Select(attempt => attempt.Provider));
        Assert.All(pass.Row.Recipients, recipient => Assert.Equal(EmailStatus.Sent, recipient.Status));
    }

    [Fact]
    public void Bounce_that_proves_nothing_does_not_make_a_recipient_unreachable()
    {
        var pass = Pass("x@example.test");

        Fail(pass, NextStep.BounceRecipient);

        Assert.Null(pass.Row.Recipients[0].Unreachable);
    }

    [Fact]
    public void Recipients_that_have_ended_are_left_alone()
    {
        var row = Row("x@example.test", "y@example.test");
        var pass = new ProviderPassState(row with { Recipients = [row.Recipients[0] with { Status = EmailStatus.Sent }, row.Recipients[1]] });

        Assert.Equal(["y@example.test"], pass.Pending.Select(r => r.Address));
        Fail(pass, NextStep.FailMessage);
        pass.DeferPending("late");

        Assert.Equal([EmailStatus.Sent, EmailStatus.Failed], pass.Row.Recipients.Select(r => r.Status));
    }

    [Fact]
    public void Faults_and_waits_do_not_touch_recipients_that_have_ended()
    {
        var row = Row("x@example.test", "y@example.test");
        row = row with { Recipients = [row.Recipients[0] with { Status = EmailStatus.Bounced }, row.Recipients[1]] };
        var (outside, inside, memory, waiting) = (new ProviderPassState(row), new ProviderPassState(row), new ProviderPassState(row), new ProviderPassState(row));

        outside.Fail(new InvalidOperationException("broken"));
        memory.WaitForMemory();
        waiting.DeferPending("late");
        inside.ApplyFault(Provider, SendResult.Broken(SmtpPhase.Data, new InvalidOperationException("broken")), Delivery.AtLeastOnce, Start, End);

        Assert.All((ProviderPassState[])[outside, inside, memory, waiting], pass => Assert.Equal([EmailStatus.Bounced, EmailStatus.Deferred], pass.Row.Recipients.Select(r => r.Status)));
    }

    [Theory]
    [InlineData(NextStep.OtherProviderOnly, EmailStatus.Failed)]
    [InlineData(NextStep.NextProvider, EmailStatus.Deferred)]
    public void Recipient_fails_if_every_provider_refused_it_permanently(NextStep next, EmailStatus status)
    {
        var pass = Pass("x@example.test");
        Fail(pass, next);

        pass.DeferPending(reply: null);

        Assert.Equal((status, "450 4.2.0 no"), (pass.Row.Recipients[0].Status, pass.Row.Recipients[0].Reply));
    }

    [Fact]
    public void Recipient_that_one_provider_may_accept_later_does_not_fail()
    {
        var pass = Pass("x@example.test");
        Fail(pass, NextStep.OtherProviderOnly);
        Fail(pass, NextStep.NextProvider);

        pass.DeferPending("late");

        Assert.Equal((EmailStatus.Deferred, "late"), (pass.Row.Recipients[0].Status, pass.Row.Recipients[0].Reply));
    }

    [Theory]
    [InlineData("skipped")]
    [InlineData("stopped")]
    [InlineData("session stopped")]
    [InlineData("providers unknown")]
    public void Recipient_does_not_fail_while_a_provider_was_not_asked(string why)
    {
        var pass = Pass("x@example.test");
        Fail(pass, NextStep.OtherProviderOnly);
        if (why == "skipped")
            pass.Skip(Exclusion("b", End));
        else if (why == "stopped")
            pass.Stop(End);
        else if (why == "session stopped")
            pass.StopSession();
        else
            pass.AwaitProviders(End);

        pass.DeferPending(reply: null);

        Assert.Equal(EmailStatus.Deferred, pass.Row.Recipients[0].Status);
    }

    [Theory]
    [InlineData(null, 500L, true)]
    [InlineData(null, 501L, false)]
    [InlineData(800L, 800L, true)]
    [InlineData(800L, 801L, false)]
    [InlineData(800L, null, false)]
    public void Provider_is_too_small_if_its_limit_is_not_above_that_of_one_that_refused(long? refusing, long? limit, bool isTooSmall)
    {
        var pass = Pass("x@example.test");
        Assert.False(pass.IsTooLargeFor(new ProviderOptions { MaxMessageBytes = 1 }));

        Fail(pass, NextStep.LargerProviderOnly, new ProviderOptions { Name = "a", MaxMessageBytes = refusing });

        Assert.Equal(isTooSmall, pass.IsTooLargeFor(new ProviderOptions { MaxMessageBytes = limit }));
    }

    [Fact]
    public void Largest_of_the_limits_that_refused_counts()
    {
        var pass = Pass("x@example.test");

        Fail(pass, NextStep.LargerProviderOnly, new ProviderOptions { Name = "a", MaxMessageBytes = 900 });
        Fail(pass, NextStep.LargerProviderOnly, new ProviderOptions { Name = "b", MaxMessageBytes = 700 });

        Assert.True(pass.IsTooLargeFor(new ProviderOptions { MaxMessageBytes = 900 }));
    }

    [Theory]
    [InlineData(false, EmailStatus.Failed)]
    [InlineData(true, EmailStatus.Deferred)]
    public void Message_too_large_for_all_fails_unless_a_provider_can_be_asked_later(bool isSkipped, EmailStatus status)
    {
        var pass = Pass("x@example.test");
        Fail(pass, NextStep.LargerProviderOnly, category: FailureCategory.TooLarge);
        if (isSkipped)
            pass.Skip(Exclusion("b", End));

        pass.DeferPending(reply: null);

        Assert.Equal(status, pass.Row.Recipients[0].Status);
    }

    [Fact]
    public void Latest_time_that_a_reply_names_is_that_of_the_next_attempt()
    {
        var pass = Pass("x@example.test", "y@example.test", "z@example.test");
        var refused = new Dictionary<string, FailureClassification>
        {
            ["x@example.test"] = Failure(NextStep.SameProviderLater) with { RetryAfter = TimeSpan.FromMinutes(2) },
            ["y@example.test"] = Failure(NextStep.SameProviderLater) with { RetryAfter = TimeSpan.FromMinutes(9) },
            ["z@example.test"] = Failure(NextStep.SameProviderLater) with { RetryAfter = TimeSpan.FromMinutes(4) },
        };

        pass.Apply(Provider, Result(isAccepted: false, [.. refused.Keys]), refused["x@example.test"], refused, Delivery.AtLeastOnce, Start, End);

        Assert.Equal(End.AddMinutes(9), pass.Result().NotBefore);
    }

    [Fact]
    public void Wait_of_a_failure_that_ends_the_recipient_delays_nobody()
    {
        var pass = Pass("x@example.test");

        pass.Apply(Provider, Result(isAccepted: false), Failure(NextStep.FailMessage) with { RetryAfter = TimeSpan.FromMinutes(2) }, NobodyRefused, Delivery.AtLeastOnce, Start, End);

        Assert.Null(pass.Result().NotBefore);
    }

    [Fact]
    public void Pass_without_an_attempt_is_repeated_when_the_first_provider_can_be_asked()
    {
        var pass = Pass("x@example.test");
        pass.Skip(Exclusion("b", End.AddMinutes(5)), Exclusion("c", End.AddMinutes(3)), Exclusion("d", until: null), Exclusion("e", End.AddMinutes(4)));
        pass.WaitFor(["b", "c"]);

        var result = pass.Result();

        Assert.Equal((false, End.AddMinutes(3), true), (result.WasAttempted, result.NotBefore, result.IsAnyPaused));
        Assert.Equal(["b", "c"], result.WaitsFor);
        Assert.Equal(["b", "c", "e", "d"], result.Row.Skipped.Select(skipped => skipped.Provider));
        Assert.False(result.IsIncomplete);
    }

    [Theory]
    [InlineData(5, 3, 3)]
    [InlineData(3, 5, 3)]
    public void Unknown_providers_are_asked_for_no_later_than_a_paused_one(int paused, int unknown, int minutes)
    {
        var pass = Pass("x@example.test");
        pass.Skip(Exclusion("b", End.AddMinutes(paused)));

        pass.AwaitProviders(End.AddMinutes(unknown));

        Assert.Equal((End.AddMinutes(minutes), true), (pass.Result().NotBefore, pass.Result().IsIncomplete));
    }

    [Fact]
    public void Provider_that_no_time_is_known_of_is_not_waited_for()
    {
        var pass = Pass("x@example.test");
        pass.Skip(Exclusion("b", until: null));

        Assert.Equal((null, false), (pass.Result().NotBefore, pass.Result().IsAnyPaused));
    }

    [Fact]
    public void Stopped_pass_is_due_at_its_time_and_no_earlier_than_a_reply_says()
    {
        var (early, late) = (Pass("x@example.test"), Pass("x@example.test"));
        foreach (var pass in (ProviderPassState[])[early, late])
            pass.Apply(Provider, Result(isAccepted: false), Failure(NextStep.SameProviderLater) with { RetryAfter = TimeSpan.FromMinutes(5) }, NobodyRefused, Delivery.AtLeastOnce, Start, End);

        early.Stop(End);
        late.Stop(End.AddMinutes(8));

        Assert.True(early.IsStopped);
        Assert.Equal((End.AddMinutes(5), End.AddMinutes(8)), (early.Result().NotBefore, late.Result().NotBefore));
    }

    [Fact]
    public void Session_that_took_too_long_is_an_attempt()
    {
        var pass = Pass("x@example.test");

        pass.StopSession();

        Assert.Equal((true, true, null), (pass.IsStopped, pass.WasAttempted, pass.Result().NotBefore));
    }

    [Fact]
    public void Email_that_no_provider_may_send_says_why_and_waits()
    {
        var (none, some) = (Pass("x@example.test"), Pass("x@example.test"));
        some.Skip(Exclusion("b", until: null), Exclusion("c", until: null));

        none.FindNone();
        some.FindNone();

        Assert.Equal("No provider may send this email: none serves the tenant acme", none.Row.Recipients[0].Reply);
        Assert.Equal("No provider may send this email: b: is off; c: is off", some.Row.Recipients[0].Reply);
        Assert.Equal((EmailStatus.Deferred, true, false), (none.Row.Recipients[0].Status, none.WasAttempted, none.IsAnyPending));
    }

    [Fact]
    public void Second_internal_fault_in_a_row_ends_the_email()
    {
        var first = Pass("x@example.test");
        first.Fail(new InvalidOperationException("broken\r\nat"));
        var second = new ProviderPassState(first.Row);
        second.Fail(new InvalidOperationException("broken"));

        Assert.Equal((EmailStatus.Deferred, EmailStatus.Failed), (first.Row.Recipients[0].Status, second.Row.Recipients[0].Status));
        Assert.Equal("The dispatcher failed on this email, InvalidOperationException: broken", first.Row.Recipients[0].Reply);
        Assert.Equal((true, false, CategoryNames.DispatcherFault), (first.WasAttempted, first.IsAnyPending, first.Row.Recipients[0].Category));
    }

    [Fact]
    public void Explanation_of_a_fault_is_no_longer_than_a_reply()
    {
        var pass = Pass("x@example.test");

        pass.Fail(new InvalidOperationException(new string('m', 900)));

        Assert.Equal(SmtpReply.MaxTextLength, pass.Row.Recipients[0].Reply!.Length);
    }

    [Fact]
    public void Explanation_names_the_kind_of_a_fault_whose_text_was_masked()
    {
        var pass = Pass("x@example.test");

        pass.Fail(new MaskedException("FormatException", "it quotes ********", "all of it"));

        Assert.Equal("The dispatcher failed on this email, FormatException: it quotes ********", pass.Row.Recipients[0].Reply);
    }

    [Fact]
    public void Want_of_memory_is_no_fault_of_the_email()
    {
        var pass = Pass("x@example.test");
        pass.Fail(new InvalidOperationException("broken"));
        var again = new ProviderPassState(pass.Row);

        again.WaitForMemory();
        again.DeferPending("late");

        Assert.Equal((EmailStatus.Deferred, MemoryFaults.Reason, null), (again.Row.Recipients[0].Status, again.Row.Recipients[0].Reply, again.Row.Recipients[0].Category));
        Assert.Equal((true, true, false), (again.IsStopped, again.WasAttempted, again.IsAnyPending));
    }

    [Theory]
    [InlineData(SmtpPhase.MailFrom, false, Delivery.AtLeastOnce, EmailStatus.Deferred, AttemptOutcome.Deferred, true)]
    [InlineData(SmtpPhase.Data, false, Delivery.AtLeastOnce, EmailStatus.Deferred, AttemptOutcome.Deferred, true)]
    [InlineData(SmtpPhase.FinalDot, false, Delivery.AtLeastOnce, EmailStatus.Deferred, AttemptOutcome.Deferred, false)]
    [InlineData(SmtpPhase.FinalDot, false, Delivery.AtMostOnce, EmailStatus.Unknown, AttemptOutcome.Unknown, false)]
    [InlineData(SmtpPhase.Data, false, Delivery.AtMostOnce, EmailStatus.Deferred, AttemptOutcome.Deferred, true)]
    [InlineData(SmtpPhase.FinalDot, true, Delivery.AtMostOnce, EmailStatus.Sent, AttemptOutcome.Sent, false)]
    public void Internal_fault_leaves_pending_only_what_no_server_may_have(
        SmtpPhase phase, bool isAccepted, Delivery delivery, EmailStatus status, AttemptOutcome outcome, bool isPending)
    {
        var pass = Pass("x@example.test");

        pass.ApplyFault(Provider, SendResult.Broken(phase, new InvalidOperationException("broken")) with { Accepted = isAccepted }, delivery, Start, End);

        var attempt = Assert.Single(pass.Row.Attempts);
        Assert.Equal((status, outcome, isPending), (pass.Row.Recipients[0].Status, attempt.Outcome, pass.IsAnyPending));
        Assert.Equal((CategoryNames.DispatcherFault, phase.ToName()), (attempt.Category, attempt.Phase));
        Assert.Equal(phase != SmtpPhase.FinalDot || isAccepted, attempt.Hint == CategoryHints.DispatcherFault.ToString());
        Assert.Equal(isAccepted, pass.HasUnrecorded);
    }

    [Fact]
    public void Recipient_that_was_refused_before_an_internal_fault_is_not_sent()
    {
        var pass = Pass("x@example.test", "y@example.test");
        var result = Result(isAccepted: true, "y@example.test") with { Fault = new InvalidOperationException("broken") };

        pass.ApplyFault(Provider, result, Delivery.AtLeastOnce, Start, End);

        Assert.Equal([EmailStatus.Sent, EmailStatus.Deferred], pass.Row.Recipients.Select(r => r.Status));
        Assert.Equal([null, "550 5.1.1 no"], pass.Row.Recipients.Select(r => r.Reply));
        Assert.Equal([null, CategoryNames.DispatcherFault], pass.Row.Recipients.Select(r => r.Category));
        Assert.Equal(AttemptOutcome.Partial, pass.Row.Attempts[0].Outcome);
        Assert.False(pass.IsAnyPending);
    }

    [Fact]
    public void Fault_before_a_session_is_one_of_the_preparation()
    {
        var pass = Pass("x@example.test");

        pass.ApplyFault(Provider, SendResult.Broken(SmtpPhase.Dns, new InvalidOperationException("broken")), Delivery.AtLeastOnce, Start, End);

        Assert.Equal((Attempt.PreparePhase, null), (pass.Row.Attempts[0].Phase, pass.Row.Attempts[0].Code));
    }

    [Fact]
    public void Want_of_memory_after_an_acceptance_defers_those_that_were_refused_without_blame()
    {
        var pass = Pass("x@example.test", "y@example.test");

        pass.ApplyFault(Provider, Result(isAccepted: true, "y@example.test") with { Fault = new InsufficientMemoryException() }, Delivery.AtLeastOnce, Start, End);

        Assert.Equal([EmailStatus.Sent, EmailStatus.Deferred], pass.Row.Recipients.Select(r => r.Status));
        Assert.Equal(("550 5.1.1 no", null), (pass.Row.Recipients[1].Reply, pass.Row.Recipients[1].Category));
    }

    [Fact]
    public void Group_of_recipients_can_be_settled_by_itself()
    {
        var pass = Pass("x@example.test", "y@example.test");

        pass.TurnTo(pass.Pending.Where(r => r.Address == "y@example.test"));
        Fail(pass, NextStep.FailMessage);

        Assert.Equal([EmailStatus.Queued, EmailStatus.Failed], pass.Row.Recipients.Select(r => r.Status));
    }

    private static ProviderPassState Pass(params string[] addresses) => new(Row(addresses));

    private static void Fail(
        ProviderPassState pass, NextStep next, ProviderOptions? provider = null, Delivery delivery = Delivery.AtLeastOnce, FailureCategory category = FailureCategory.MailboxFull) =>
        pass.Apply(
            provider ?? Provider, SendResult.Failed(SmtpPhase.RcptTo, new SmtpReply(450, "4.2.0 no")), Failure(next) with { Category = category }, NobodyRefused, delivery, Start, End);

    private static FailureClassification Failure(NextStep next) => new(FailureCategory.MailboxFull, next, FailureWeight.None);

    private static SendResult Result(bool isAccepted, params string[] refused) => new(
        SmtpPhase.FinalDot, new SmtpReply(isAccepted ? 250 : 450, "2.0.0 done"), refused.ToDictionary(address => address, _ => new SmtpReply(550, "5.1.1 no"), StringComparer.OrdinalIgnoreCase), isAccepted);

    private static ProviderExclusion Exclusion(string provider, DateTimeOffset? until) => new(provider, ProviderExclusionReason.Disabled, "is off") { Until = until };

    private static EmailRow Row(params string[] addresses) => new()
    {
        Id = EmailId.New(TimeProvider.System),
        Tenant = "acme",
        Status = EmailStatus.Sending,
        From = "a@example.com",
        Subject = "s",
        Recipients = [.. addresses.Select(address => new Recipient(address, RecipientKind.To, EmailStatus.Queued))],
        AttemptNumber = 3,
        Size = 500,
    };
}
