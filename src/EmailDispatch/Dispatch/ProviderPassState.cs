using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Providers;
using EmailDispatch.Replies;
using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>The state of a pass: the row so far, and which recipients are pending.</summary>
internal sealed class ProviderPassState(EmailRow row)
{
    private HashSet<string> _pending = AddressesOf(row.Recipients.Where(r => r.IsDue));

    // The second internal fault in a row ends the email for a recipient.
    private readonly HashSet<string> _failedBefore = row.Recipients.Where(r => r.Category == CategoryNames.DispatcherFault).Select(r => r.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _failedAgain = new(StringComparer.OrdinalIgnoreCase);

    // Recipients that a provider refused permanently although another may accept them, and those that a provider may accept later.
    private readonly HashSet<string> _refused = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _hasHope = new(StringComparer.OrdinalIgnoreCase);
    private long? _tooLargeFor;
    private readonly List<ProviderExclusion> _skipped = [];
    private DateTimeOffset? _askAgainAt;
    private IReadOnlyList<string> _waitsFor = [];
    private bool _isEventAwaited;
    private bool _isIncomplete;
    private DateTimeOffset? _replyNames;

    public EmailRow Row { get; private set; } = row;

    /// <summary>Whether a provider was asked, or the pass failed; otherwise all were paused or had used up their quotas.</summary>
    public bool WasAttempted { get; private set; }

    /// <summary>Whether the pass ends without asking another provider.</summary>
    public bool IsStopped { get; private set; }

    /// <summary>Whether a provider has accepted recipients that are not yet in the stored row.</summary>
    public bool HasUnrecorded { get; private set; }

    public bool IsAnyPending => _pending.Count > 0;

    /// <summary>The recipients for the next provider.</summary>
    public IReadOnlyList<Recipient> Pending => [.. Row.Recipients.Where(r => _pending.Contains(r.Address))];

    /// <summary>Whether a provider with the same or a higher size limit refused the message for its size.</summary>
    public bool IsTooLargeFor(ProviderOptions provider) => _tooLargeFor is { } size && provider.MaxMessageBytes is { } limit && limit <= size;

    public void TurnTo(IEnumerable<Recipient> recipients) => _pending = AddressesOf(recipients);

    /// <summary>Providers that are not asked. The pass is repeated when the first of them can be.</summary>
    public void Skip(params IEnumerable<ProviderExclusion> exclusions)
    {
        foreach (var exclusion in exclusions)
        {
            _skipped.Add(exclusion);
            _askAgainAt = exclusion.Until is { } at && !(_askAgainAt < at) ? at : _askAgainAt;
        }
    }

    /// <summary>Names the paused providers for which pending recipients wait.</summary>
    public void WaitFor(IReadOnlyList<string> providers) => _waitsFor = providers;

    /// <summary>Providers may exist that are not known yet: no recipient fails for want of one.</summary>
    public void AwaitProviders(DateTimeOffset until)
    {
        _isIncomplete = true;
        _askAgainAt = _askAgainAt < until ? _askAgainAt : until;
    }

    public void Recorded(EmailRow row) => (Row, HasUnrecorded) = (row, false);

    /// <summary>Ends the pass because a session took too long. That is an attempt: pending recipients wait by the schedule.</summary>
    public void StopSession() => (IsStopped, WasAttempted) = (true, true);

    /// <summary>Ends the pass; pending recipients are due again at a time.</summary>
    public void Stop(DateTimeOffset dueAt)
    {
        IsStopped = true;
        _askAgainAt = dueAt;
        _replyNames = Latest(_replyNames, dueAt);
    }

    public void Apply(
        ProviderOptions provider, SendResult result, FailureClassification? session, IReadOnlyDictionary<string, FailureClassification> refused,
        Delivery delivery, DateTimeOffset startedAt, DateTimeOffset finishedAt)
    {
        var recipients = Row.Recipients.Select(r => _pending.Contains(r.Address) ? Judge(r) : r).ToList();

        var deciding = session ?? refused.Values.FirstOrDefault();
        Settle(
            recipients,
            provider,
            NewAttempt(provider, result, result.Accepted ? AcceptedOutcome(refused.Count) : OutcomeOf(session!.Next, delivery), startedAt, finishedAt) with
            {
                Category = deciding is null ? null : deciding.Category.ToName(),
                Hint = deciding?.Next == NextStep.OutcomeUnknown ? ExplainLost(provider, delivery) : deciding?.Hint?.ToString(),
            },
            result.Accepted,
            finishedAt);

        Recipient Judge(Recipient recipient)
        {
            var (failure, reply) = refused.TryGetValue(recipient.Address, out var own)
                ? (own, result.Refused[recipient.Address])
                : (session, result.Reply);
            if (failure is null)
            {
                _pending.Remove(recipient.Address);
                return recipient with { Status = EmailStatus.Sent, Reply = null, Category = null };
            }

            if (failure.Next == NextStep.LargerProviderOnly)
                _tooLargeFor = Math.Max(_tooLargeFor ?? 0, provider.MaxMessageBytes ?? Row.Size);
            else if (failure.Next is NextStep.NextProvider or NextStep.OtherProviderOnly)
                (failure.Next == NextStep.OtherProviderOnly ? _refused : _hasHope).Add(recipient.Address);
            else
                _pending.Remove(recipient.Address);

            _isEventAwaited |= failure.Next == NextStep.OutcomeUnknown && provider.ReportsEvents;
            if (failure.Next == NextStep.SameProviderLater && failure.RetryAfter is { } wait)
                _replyNames = Latest(_replyNames, finishedAt + wait);

            var status = failure.Next switch
            {
                NextStep.BounceRecipient => EmailStatus.Bounced,
                NextStep.SuppressRecipient => EmailStatus.Suppressed,
                NextStep.FailMessage => EmailStatus.Failed,
                NextStep.OutcomeUnknown when delivery == Delivery.AtMostOnce => EmailStatus.Unknown,
                _ => EmailStatus.Deferred,
            };
            return recipient with
            {
                Status = status,
                Reply = reply.ToString(),
                Category = failure.Category.ToName(),
                Unreachable = status == EmailStatus.Bounced && failure.Suppress ? true : null,
            };
        }
    }

    /// <summary>
    /// An internal fault ended the session, or its result could not be classified. Recipients that the server accepted are sent, those that it may
    /// have accepted are not offered to another provider, and the others stay pending.
    /// </summary>
    public void ApplyFault(ProviderOptions provider, SendResult result, Delivery delivery, DateTimeOffset startedAt, DateTimeOffset finishedAt)
    {
        var isUnclear = !result.Accepted && result.Phase == SmtpPhase.FinalDot;
        var reason = Explain(result.Fault!);
        var recipients = Row.Recipients.Select(r => _pending.Contains(r.Address) ? Judge(r) : r).ToList();
        Settle(
            recipients,
            provider,
            NewAttempt(
                provider, result, result.Accepted ? AcceptedOutcome(result.Refused.Count) : isUnclear && delivery == Delivery.AtMostOnce ? AttemptOutcome.Unknown : AttemptOutcome.Deferred, startedAt, finishedAt) with
            {
                Phase = result.Phase < SmtpPhase.MailFrom ? Attempt.PreparePhase : result.Phase.ToName(),
                Category = CategoryNames.DispatcherFault,
                Reply = reason,
                Hint = isUnclear ? ExplainLost(provider, delivery) : CategoryHints.DispatcherFault.ToString(),
            },
            result.Accepted,
            finishedAt);

        Recipient Judge(Recipient recipient)
        {
            var isRefused = result.Refused.TryGetValue(recipient.Address, out var refusal);
            if (isRefused || result.Accepted || isUnclear)
                _pending.Remove(recipient.Address);
            if (!isRefused && result.Accepted)
                return recipient with { Status = EmailStatus.Sent, Reply = null, Category = null };
            if (!isRefused && isUnclear)
            {
                _isEventAwaited |= provider.ReportsEvents;
                var status = delivery == Delivery.AtMostOnce ? EmailStatus.Unknown : EmailStatus.Deferred;
                return recipient with { Status = status, Reply = reason, Category = FailureCategory.OutcomeUnknown.ToName() };
            }

            return MemoryFaults.Is(result.Fault) ? WaitForMemory(recipient, refusal?.ToString() ?? reason) : Fail(recipient, refusal?.ToString() ?? reason);
        }
    }

    /// <summary>An internal fault outside of a session: pending recipients are tried once more, or fail.</summary>
    public void Fail(Exception fault)
    {
        WasAttempted = true;
        Row = Row with { Recipients = [.. Row.Recipients.Select(r => _pending.Contains(r.Address) ? Fail(r, Explain(fault)) : r)] };
        _pending.Clear();
    }

    /// <summary>Ends the pass because memory ran out. That counts as an attempt but not as a fault: pending recipients wait by the schedule.</summary>
    public void WaitForMemory()
    {
        StopSession();
        Row = Row with { Recipients = [.. Row.Recipients.Select(r => _pending.Contains(r.Address) ? WaitForMemory(r, MemoryFaults.Reason) : r)] };
        _pending.Clear();
    }

    /// <summary>No provider may send the email. That counts as an attempt: the email waits by the schedule for the settings to change.</summary>
    public void FindNone()
    {
        WasAttempted = true;
        DeferPending($"No provider may send this email: {(_skipped.Count == 0 ? $"none serves the tenant {Row.Tenant}" : string.Join("; ", _skipped))}");
        _pending.Clear();
    }

    /// <summary>No provider is left: recipients wait, unless each provider was asked and found the message too large or refused it permanently.</summary>
    public void DeferPending(string? reply)
    {
        if (!IsAnyPending)
            return;

        Row = Row with
        {
            Recipients =
            [
                .. Row.Recipients.Select(r => !_pending.Contains(r.Address) ? r : r with
                {
                    Status = HasFailed(r) ? EmailStatus.Failed : EmailStatus.Deferred,
                    Reply = reply ?? r.Reply,
                }),
            ],
        };
    }

    public PassResult Result()
    {
        // Only some are kept, first those that can be asked later.
        var skipped = _skipped.OrderBy(e => e.Until is null).Select(e => new SkippedProvider(e.Provider, e.Reason.ToName(), e.Explanation, e.Until));
        return new(Row with { Skipped = [.. skipped] }, WasAttempted, WasAttempted ? _replyNames : _askAgainAt)
        {
            IsAnyPaused = _askAgainAt is not null,
            IsIncomplete = _isIncomplete,
            WaitsFor = _waitsFor,
            IsEventAwaited = _isEventAwaited,
        };
    }

    private static AttemptOutcome AcceptedOutcome(int refused) => refused == 0 ? AttemptOutcome.Sent : AttemptOutcome.Partial;

    private Attempt NewAttempt(ProviderOptions provider, SendResult result, AttemptOutcome outcome, DateTimeOffset startedAt, DateTimeOffset finishedAt) => new()
    {
        Number = Row.AttemptNumber,
        Provider = provider.Name,
        At = startedAt,
        Milliseconds = (int)(finishedAt - startedAt).TotalMilliseconds,
        Outcome = outcome,
        Phase = result.Phase.ToName(),
        Code = result.Reply.Code == 0 ? null : result.Reply.Code,
        EnhancedCode = result.Reply.EnhancedCode,
        Reply = result.Reply.Text,
    };

    private void Settle(IReadOnlyList<Recipient> recipients, ProviderOptions provider, Attempt attempt, bool isAccepted, DateTimeOffset at)
    {
        WasAttempted = true;
        HasUnrecorded |= isAccepted;
        Row = (Row with { Recipients = recipients, Provider = isAccepted ? provider.Name : Row.Provider, SentAt = isAccepted ? at : Row.SentAt }).WithAttempt(attempt);
    }

    private static HashSet<string> AddressesOf(IEnumerable<Recipient> recipients) => recipients.Select(r => r.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);

    private bool HasFailed(Recipient recipient) =>
        (recipient.Category == FailureCategory.TooLarge.ToName() && _askAgainAt is null)
        || (_refused.Contains(recipient.Address) && !_hasHope.Contains(recipient.Address) && _askAgainAt is null && !IsStopped)
        || (recipient.Category == CategoryNames.DispatcherFault && _failedAgain.Contains(recipient.Address));

    private Recipient Fail(Recipient recipient, string reason)
    {
        if (_failedBefore.Contains(recipient.Address))
            _failedAgain.Add(recipient.Address);
        return recipient with
        {
            Status = _failedAgain.Contains(recipient.Address) ? EmailStatus.Failed : EmailStatus.Deferred,
            Reply = reason,
            Category = CategoryNames.DispatcherFault,
        };
    }

    private static Recipient WaitForMemory(Recipient recipient, string reason) => recipient with { Status = EmailStatus.Deferred, Reply = reason, Category = null };

    /// <summary>What is known after the answer to the final dot was lost, and what follows.</summary>
    private static string ExplainLost(ProviderOptions provider, Delivery delivery) => CategoryHints.Of(FailureCategory.OutcomeUnknown) + (
        delivery == Delivery.AtMostOnce ? " It is not sent again by itself, because the sender asked for at most once."
        : provider.ReportsEvents ? " The email stays due, but waits for an event of the provider first; the next attempt has the same Message-ID."
        : " The email stays due; the next attempt has the same Message-ID.");

    private static string Explain(Exception fault)
    {
        var type = (fault as MaskedException)?.TypeName ?? fault.GetType().Name;
        var text = $"The dispatcher failed on this email, {type}: {fault.Message.Split('\n')[0].Trim()}";
        return text.Length <= SmtpReply.MaxTextLength ? text : text[..SmtpReply.MaxTextLength];
    }

    private static AttemptOutcome OutcomeOf(NextStep next, Delivery delivery) => next switch
    {
        NextStep.NextProvider or NextStep.LargerProviderOnly or NextStep.OtherProviderOnly => AttemptOutcome.ProviderFailed,
        NextStep.BounceRecipient or NextStep.SuppressRecipient => AttemptOutcome.Bounced,
        NextStep.FailMessage => AttemptOutcome.Failed,
        NextStep.OutcomeUnknown when delivery == Delivery.AtMostOnce => AttemptOutcome.Unknown,
        _ => AttemptOutcome.Deferred,
    };

    private static DateTimeOffset Latest(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
