using EmailDispatch.Dispatch.Classification;
using EmailDispatch.Emails;
using EmailDispatch.Providers;
using EmailDispatch.Smtp;
using EmailDispatch.Status;

namespace EmailDispatch.Dispatch;

/// <summary>How far a pass has come: the row as it stands, and which recipients are pending.</summary>
internal sealed class PassState(EmailRow row)
{
    private readonly HashSet<string> _pending = row.Recipients.Where(r => r.IsDue).Select(r => r.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
    private readonly List<string> _unreachable = [];
    private long? _tooLargeFor;
    private DateTimeOffset? _askAgainAt;
    private DateTimeOffset? _replyNames;

    public EmailRow Row { get; private set; } = row;

    /// <summary>Whether there is anybody to offer to the next provider.</summary>
    public bool IsAnyPending => _pending.Count > 0;

    /// <summary>Those that the next provider is offered.</summary>
    public IReadOnlyList<Recipient> Pending => [.. Row.Recipients.Where(r => _pending.Contains(r.Address))];

    /// <summary>Whether a provider refused the message for its size that takes as much as this one.</summary>
    public bool IsTooLargeFor(ProviderOptions provider) => _tooLargeFor is { } size && provider.MaxMessageBytes is { } limit && limit <= size;

    /// <summary>A provider that was passed over is asked again then; the earliest counts.</summary>
    public void AskAgainAt(DateTimeOffset at) => _askAgainAt = _askAgainAt is { } earlier && earlier < at ? earlier : at;

    public void Apply(
        ProviderOptions provider, SendResult result, FailureClassification? session, IReadOnlyDictionary<string, FailureClassification> refused,
        Delivery delivery, DateTimeOffset startedAt, DateTimeOffset finishedAt)
    {
        var recipients = Row.Recipients.Select(r => _pending.Contains(r.Address) ? Settle(r) : r).ToList();

        var deciding = session ?? refused.Values.FirstOrDefault();
        Row = Row with
        {
            Recipients = recipients,
            Provider = result.Accepted ? provider.Name : Row.Provider,
            SentAt = result.Accepted ? finishedAt : Row.SentAt,
            Attempts =
            [
                .. Row.Attempts,
                new Attempt
                {
                    Number = Row.AttemptNumber,
                    Provider = provider.Name,
                    At = startedAt,
                    Milliseconds = (int)(finishedAt - startedAt).TotalMilliseconds,
                    Outcome = result.Accepted ? (refused.Count == 0 ? "sent" : "partial") : OutcomeOf(session!.Next, delivery),
                    Phase = PhaseNames.Of(result.Phase),
                    Category = deciding is null ? null : CategoryNames.Of(deciding.Category),
                    Code = result.Reply.Code == 0 ? null : result.Reply.Code,
                    EnhancedCode = result.Reply.EnhancedCode,
                    Reply = result.Reply.Text,
                    Hint = deciding?.Hint is { } hint ? $"{hint.Cause} {hint.Fix}" : null,
                },
            ],
        };

        Recipient Settle(Recipient recipient)
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
            else if (failure.Next != NextStep.NextProvider)
                _pending.Remove(recipient.Address);

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
            if (status == EmailStatus.Bounced && failure.Suppress)
                _unreachable.Add(recipient.Address);
            return recipient with { Status = status, Reply = reply.ToString(), Category = CategoryNames.Of(failure.Category) };
        }
    }

    /// <summary>No provider is left for those pending: they wait, except that what is too large for all is given up, if all were asked.</summary>
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
                    Status = r.Category == CategoryNames.Of(FailureCategory.TooLarge) && _askAgainAt is null ? EmailStatus.Failed : EmailStatus.Deferred,
                    Reply = reply ?? r.Reply,
                }),
            ],
        };
    }

    public PassResult Result(bool wasAttempted) => new(Row, wasAttempted, wasAttempted ? _replyNames : _askAgainAt) { Unreachable = _unreachable, IsAnyPaused = _askAgainAt is not null };

    private static string OutcomeOf(NextStep next, Delivery delivery) => next switch
    {
        NextStep.NextProvider or NextStep.LargerProviderOnly => "provider_failed",
        NextStep.BounceRecipient or NextStep.SuppressRecipient => "bounced",
        NextStep.FailMessage => "failed",
        NextStep.OutcomeUnknown when delivery == Delivery.AtMostOnce => "unknown",
        _ => "deferred",
    };

    private static DateTimeOffset Latest(DateTimeOffset? one, DateTimeOffset other) => one > other ? one.Value : other;
}
