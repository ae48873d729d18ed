using System.Globalization;
using EmailDispatch.Providers.State;
using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>
/// Decides whose fault a failure is, and what to do about it.
/// <para>
/// These are two questions: <em>what</em> went wrong (the category), and <em>what to do</em> in this phase. Some 4xx never succeed and some
/// 5xx clear tomorrow; a 550 may mean a dead mailbox, an unverified sender, an exhausted quota or a content filter. The reply code alone
/// gives the right category for less than half of real replies.
/// </para>
/// <list type="number">
/// <item>No reply: the phase decides. After the final dot the outcome is unknown, also if a reply neither accepts nor refuses; in DATA
/// before that, the server does not have the message; earlier, the session knows the kind of fault (<see cref="FaultCategories"/>).</item>
/// <item>Remove what the server was given (<see cref="GivenText"/>): a caller or a stranger wrote it.</item>
/// <item>Normalise (<see cref="ReplyNormaliser"/>): one line without repeated codes, ids and addresses.</item>
/// <item>Words: vendors' own tokens and phrases (<see cref="TextRules"/>), and between them who, what and when (<see cref="Meanings"/>), for
/// wordings that nobody has seen yet. Whose limit it is ("receiving", "inbox" is
/// theirs; "sending", "daily", "credits" is ours) is settled before greylisting and size; senders and credits before login words, for
/// both are refused as "authentication failed" too; sender verification before "no such user", for it quotes that.</item>
/// <item>The enhanced status code (<see cref="EnhancedCodes"/>); then a template of RFC 5321 that nothing follows; then the reply code
/// (<see cref="ReplyCodes"/>). Sentences such as "mailbox unavailable" or "access denied" are in no rule: servers put them before any
/// cause, so they count for no more than their code.</item>
/// <item>Before RCPT there is no recipient to blame: such words are about the sender. A "not verified" that names the recipient is a
/// sandbox.</item>
/// <item>The decision (<see cref="DecisionTable"/>). Weak evidence has the mildest result: a refusal that is not understood goes to the next
/// provider. A recipient bounces only on an answer about that recipient alone, and is suppressed only if words or an enhanced code prove
/// that the mailbox is unknown or disabled; after the final dot a code proves nothing without words about a mailbox.</item>
/// <item>The times: what the reply asks to wait (<see cref="RetryTimes"/>), and when a limit resets (<see cref="LimitWindows"/>).</item>
/// </list>
/// Never throws: what it does not know is <see cref="FailureCategory.Unforeseen"/> and deferred.
/// </summary>
public sealed class FailureClassifier(TimeProvider time)
{
    /// <summary>Classifies one failure.</summary>
    public FailureClassification Classify(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);

        var text = GivenText.Cut(failure.Reply?.Text ?? "", failure);
        var (reply, diagnosis, row, fault) = Read(failure, text);
        var now = time.GetUtcNow();
        var pause = reply.Code == 0 ? new Pause(row.Breaker, LimitWindow.Unknown, null) : PauseOf(failure, text, row, now);
        var isUnreachable = pause.Breaker == FailureWeight.Counts && failure.Phase <= SmtpPhase.Greeting && failure.Reply is null or { Code: 0 };
        return new FailureClassification(diagnosis.Category, NextFor(row, failure), isUnreachable ? FailureWeight.Unreachable : pause.Breaker)
        {
            Suppress = row.Suppress && failure.OneRecipient && diagnosis.Specific,
            Alert = row.Alert,
            RetryAfter = RetryTimes.Find(text, now),
            Window = pause.Window,
            ResetAt = pause.Breaker == FailureWeight.CoolsUntil ? LimitWindows.ResetAt(pause.Window, pause.RetryAfter, now) : null,
            Hint = Hints.Find(diagnosis.Category, fault, reply),
            Evidence = diagnosis.Evidence,
        };
    }

    private static (NormalisedReply Reply, Diagnosis Diagnosis, DecisionRow Row, FaultKind Fault) Read(Failure failure, string text)
    {
        var reply = ReplyNormaliser.Normalise(failure.Reply is null ? null : new SmtpReply(failure.Reply.Code, text));
        var fault = failure.Reply?.Fault ?? FaultKind.None;
        var diagnosis = reply.Code == 0 || IsNoRefusal(failure.Phase, reply) ? FindFault(failure.Phase, fault) : FindReply(failure, text, reply);
        return (reply, diagnosis, DecisionTable.Find(failure.Phase, diagnosis), fault);
    }

    /// <summary>
    /// A paused provider affects every email, so pauses need better evidence: for a refused RCPT, which a stranger's address can provoke, only
    /// the codes count; for other replies, only words that are certainly the server's own.
    /// </summary>
    private static Pause PauseOf(Failure failure, string text, DecisionRow row, DateTimeOffset now)
    {
        if (row.Breaker == FailureWeight.None)
            return default;

        var careful = Read(failure, GivenText.CutQuotes(text, failure));
        if (failure.Phase == SmtpPhase.RcptTo)
        {
            var byCodes = DecisionTable.Find(failure.Phase, FindEnhanced(careful.Reply) ?? FindCode(failure.Phase, careful.Reply));
            return new Pause(Lesser(row.Breaker, byCodes.Breaker), LimitWindow.Unknown, null);
        }

        var breaker = Lesser(row.Breaker, careful.Row.Breaker);
        return breaker == FailureWeight.CoolsUntil
            ? new Pause(breaker, Window(careful.Diagnosis, careful.Reply), RetryTimes.Find(careful.Reply.Text, now))
            : new Pause(breaker, LimitWindow.Unknown, null);
    }

    private static FailureWeight Lesser(FailureWeight one, FailureWeight other) => one < other ? one : other;

    // 251 in place of 250, or a reply to something else: the server may have the message.
    private static bool IsNoRefusal(SmtpPhase phase, NormalisedReply reply) =>
        phase == SmtpPhase.FinalDot && !reply.IsTransient && !reply.IsPermanent;

    // A session with several recipients tells by its answer which message failed, not which recipient.
    private static NextStep NextFor(DecisionRow row, Failure failure) =>
        row.Next is NextStep.BounceRecipient or NextStep.SuppressRecipient && !failure.OneRecipient ? NextStep.FailMessage : row.Next;

    private static LimitWindow Window(Diagnosis diagnosis, NormalisedReply reply) =>
        diagnosis.Window == LimitWindow.Unknown ? LimitWindows.Find(reply.Text) : diagnosis.Window;

    private static Diagnosis FindFault(SmtpPhase phase, FaultKind fault)
    {
        var category = phase switch
        {
            SmtpPhase.FinalDot => FailureCategory.OutcomeUnknown,
            SmtpPhase.Data => FailureCategory.ConnectionLost,
            SmtpPhase.Dns when fault == FaultKind.None => FailureCategory.NameNotFound,
            _ => FaultCategories.Of(fault),
        };
        return new Diagnosis(category, Permanent: false, $"fault {fault}", Specific: false);
    }

    private static Diagnosis FindReply(Failure failure, string text, NormalisedReply reply)
    {
        var diagnosis = FindText(failure.Phase, reply) ?? FindEnhanced(reply) ?? FindTemplate(failure.Phase, reply) ?? FindCode(failure.Phase, reply);

        // RFC 5321 section 3.8: the channel is closed, whatever else is said; a reason that needs no other provider is said in words.
        if (reply.Code == 421 && (!diagnosis.Specific || diagnosis.Category is FailureCategory.LocalError or FailureCategory.TooLarge || diagnosis.Evidence.StartsWith("enhanced", StringComparison.Ordinal)))
            return diagnosis with { Category = FailureCategory.ServiceUnavailable };
        // Before a recipient was named, what is full or used up is ours.
        if (failure.Phase < SmtpPhase.RcptTo && diagnosis.Category is FailureCategory.MailboxFull or FailureCategory.RecipientRateLimited)
            return diagnosis with { Category = FailureCategory.QuotaUsedUp };
        if (failure.Phase < SmtpPhase.RcptTo && IsAboutRecipient(diagnosis.Category))
            return diagnosis with { Category = OfNobodyYet(failure.Phase) };
        // RFC 4954: these speak of a login, so a user that is unknown, or an access that is denied, is ours.
        if (reply.Code is 530 or 534 or 535 or 538 && (IsAboutRecipient(diagnosis.Category) || (diagnosis.Category is FailureCategory.Policy or FailureCategory.RelayDenied && failure.Phase < SmtpPhase.Data)))
            return diagnosis with { Category = FailureCategory.Authentication };
        // "API key no longer authorized" is about a login as well, and the code tells.
        if (reply.Code is 534 or 535 or 538 && diagnosis is { Category: FailureCategory.SenderNotAllowed, Evidence: "our-account-refused" })
            return diagnosis with { Category = FailureCategory.Authentication };
        // The code is about a recipient, the words are about the sender alone: they say more.
        if (IsAboutRecipient(diagnosis.Category) && IsByCode(diagnosis) && NamedParties.NamesSenderAlone(text, reply))
            return diagnosis with { Category = FailureCategory.SenderNotAllowed };
        // A server that asks ours for the sender's address quotes the answer.
        if ((IsAboutRecipient(diagnosis.Category) || diagnosis.Category is FailureCategory.Spam or FailureCategory.Policy) && NamedParties.IsAnswerAboutSender(text, reply))
            return diagnosis with { Category = FailureCategory.SenderNotAllowed };
        // "User unknown", and no address but the sender's.
        if (diagnosis.Category is FailureCategory.RecipientUnknown or FailureCategory.MailboxDisabled && NamedParties.IsAddressOfSenderAlone(text, reply))
            return diagnosis with { Category = FailureCategory.SenderNotAllowed };
        // The recipient was accepted, and nothing but a code says that there is none.
        if (failure.Phase == SmtpPhase.FinalDot && IsAboutRecipient(diagnosis.Category) && diagnosis.Category != FailureCategory.MailboxFull && IsByCode(diagnosis) && reply.IsPermanent && !NamedParties.NamesRecipient(text, reply))
            return diagnosis with { Category = FailureCategory.Policy, Specific = false };
        // A code that speaks of the message before there is one.
        if (failure.Phase is SmtpPhase.Auth or SmtpPhase.MailFrom && diagnosis.Category == FailureCategory.Policy && diagnosis.Evidence.StartsWith("enhanced", StringComparison.Ordinal))
            return diagnosis with { Category = failure.Phase == SmtpPhase.Auth ? FailureCategory.Authentication : FailureCategory.SenderNotAllowed };
        // RFC 5248 gives it for a login; in reply to RCPT it can only be theirs.
        if (failure.Phase == SmtpPhase.RcptTo && diagnosis is { Category: FailureCategory.AccountSuspended, Evidence: "enhanced 7.13" })
            return diagnosis with { Category = FailureCategory.MailboxDisabled };
        if (NamedParties.NamesRecipientAsUnverified(text))
            return diagnosis with { Category = FailureCategory.SandboxRecipient };
        return reply.IsTransient ? TransientReply.Correct(failure.Phase, diagnosis, reply, IsByCode(diagnosis)) : diagnosis;
    }

    private static FailureCategory OfNobodyYet(SmtpPhase phase) => phase switch
    {
        SmtpPhase.MailFrom => FailureCategory.SenderNotAllowed,
        SmtpPhase.Auth => FailureCategory.Authentication,
        _ => FailureCategory.ServiceUnavailable,
    };

    private static Diagnosis? FindText(SmtpPhase phase, NormalisedReply reply) =>
        FindPhrase(TextRules.First, phase, reply)
        ?? FindMeaning(Meanings.Blame, phase, reply)
        ?? FindPhrase(TextRules.Phrases, phase, reply)
        ?? FindPrecise(phase, reply)
        ?? FindMeaning(Meanings.Rest, phase, reply);

    private static Diagnosis? FindMeaning(IReadOnlyList<Meaning> meanings, SmtpPhase phase, NormalisedReply reply)
    {
        foreach (var meaning in meanings)
        {
            // "Blocked" and a mailbox may mean that the mailbox blocks us: no proof to suppress on.
            if (meaning.Matches(phase, reply.Places))
                return new Diagnosis(meaning.Category, meaning.Permanent ?? reply.IsPermanent, meaning.Name, Specific: meaning.Category != FailureCategory.MailboxDisabled);
        }

        return null;
    }

    private static Diagnosis? FindPhrase(IReadOnlyList<TextRule> rules, SmtpPhase phase, NormalisedReply reply)
    {
        foreach (var rule in rules)
        {
            if ((phase == SmtpPhase.RcptTo || !rule.OnlyToRcpt) && rule.Matches(reply.Text))
                return new Diagnosis(rule.Category, rule.Permanent ?? reply.IsPermanent, rule.Name, Specific: true, rule.Window);
        }

        return null;
    }

    private static Diagnosis? FindEnhanced(NormalisedReply reply) =>
        EnhancedCodes.Find(reply) is { } category ? new Diagnosis(category, reply.IsPermanent, $"enhanced {reply.Enhanced}", Specific: reply.IsOfOneClass && EnhancedCodes.IsPrecise(reply)) : null;

    // Who has a full mailbox has one.
    private static Diagnosis? FindPrecise(SmtpPhase phase, NormalisedReply reply)
    {
        if (!EnhancedCodes.IsPrecise(reply, phase) || FindEnhanced(reply) is not { } diagnosis)
            return null;
        if (!IsAboutRecipient(diagnosis.Category))
            return diagnosis;
        if (reply.Text.Contains(" 5.2.2 ", StringComparison.Ordinal) || reply.Text.Contains(" 4.2.2 ", StringComparison.Ordinal))
            return new Diagnosis(FailureCategory.MailboxFull, Permanent: false, "enhanced 2.2", Specific: true);
        return FindMeaning(Meanings.Space, phase, reply) ?? diagnosis;
    }

    private static Diagnosis FindCode(SmtpPhase phase, NormalisedReply reply)
    {
        var category = ReplyCodes.Find(phase, reply.Code);
        // 554 with 4.3.0: a program's trouble that its server passes on as permanent.
        if (reply.IsPermanent && !reply.IsOfOneClass && reply.Text.Contains($" 4.{reply.Enhanced} ", StringComparison.Ordinal) && phase > SmtpPhase.RcptTo)
            return new Diagnosis(FailureCategory.LocalError, Permanent: false, $"enhanced 4.{reply.Enhanced}", Specific: false);
        // The code blames the recipient, the words speak of something else that is not understood.
        if (category == FailureCategory.RecipientRefused && (Meanings.NamesNobody(reply.Text) || Meanings.NamesOurSide(reply.Places)))
            category = FailureCategory.Policy;
        return new Diagnosis(category, reply.IsPermanent, string.Create(CultureInfo.InvariantCulture, $"reply code {reply.Code}"), Specific: false);
    }

    private static Diagnosis? FindTemplate(SmtpPhase phase, NormalisedReply reply)
    {
        if (phase < SmtpPhase.RcptTo)
            return null;
        foreach (var rule in TextRules.Templates)
        {
            if (rule.Matches(reply.Text) && (phase == SmtpPhase.RcptTo || rule.Category != FailureCategory.MailboxFull))
                return new Diagnosis(rule.Category, rule.Permanent ?? reply.IsPermanent, rule.Name, Specific: false);
        }

        return FindMeaning(Meanings.Template, phase, reply) is { } found ? found with { Specific = false } : null;
    }

    private static bool IsAboutRecipient(FailureCategory category) => category
        is FailureCategory.RecipientUnknown or FailureCategory.MailboxDisabled or FailureCategory.MailboxFull
        or FailureCategory.RecipientRefused or FailureCategory.RecipientSuppressed or FailureCategory.RecipientAddressInvalid or FailureCategory.RecipientDomainUnknown;

    private static bool IsByCode(Diagnosis diagnosis) =>
        diagnosis.Evidence.StartsWith("enhanced", StringComparison.Ordinal) || diagnosis.Evidence.StartsWith("reply code", StringComparison.Ordinal);

    private readonly record struct Pause(FailureWeight Breaker, LimitWindow Window, TimeSpan? RetryAfter);
}
