using System.Globalization;
using EmailDispatch.Providers.State;
using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>
/// Decides <em>what</em> went wrong (the category) and <em>what to do</em> in this phase. Some 4xx never succeed and some 5xx clear tomorrow; a
/// 550 may mean a dead mailbox, an unverified sender, an exhausted quota or a content filter. The reply code alone gives the right category for
/// less than half of real replies.
/// <list type="number">
/// <item>Without a reply, the phase decides. After the final dot the outcome is unknown, also if a reply neither accepts nor rejects. In DATA
/// before that, the server does not have the message. Earlier, the session knows the kind of fault (<see cref="FaultCategories"/>).</item>
/// <item>Remove the text that the server was given (<see cref="GivenText"/>), because a caller or a stranger wrote it.</item>
/// <item>Normalise (<see cref="ReplyNormaliser"/>): one line without repeated codes, ids and addresses.</item>
/// <item>Words: tokens and phrases of vendors (<see cref="TextRules"/>), and combinations of concepts (<see cref="Meanings"/>) for unseen
/// wordings. Whose limit it is ("receiving", "inbox" are theirs; "sending", "daily", "credits" are ours) is decided before greylisting and
/// size; senders and credits before login words, because both also fail with "authentication failed"; sender verification before "no such
/// user", because it quotes that.</item>
/// <item>The enhanced status code (<see cref="EnhancedCodes"/>); then a bare template of RFC 5321; then the reply code
/// (<see cref="ReplyCodes"/>). Sentences such as "mailbox unavailable" or "access denied" are in no rule: servers put them before any cause,
/// so they count no more than their code.</item>
/// <item>Before RCPT, words about a recipient are about the sender. A "not verified" that names the recipient is a sandbox.</item>
/// <item>The decision (<see cref="DecisionTable"/>). Weak evidence has the mildest result: a rejection that is not understood goes to the next
/// provider. A recipient bounces only on a reply about that recipient alone, and is suppressed only if words or an enhanced code prove that
/// the mailbox is unknown or disabled. After the final dot a code proves nothing without words about a mailbox.</item>
/// <item>The times: the wait that the reply asks for (<see cref="RetryTimes"/>), and when a limit resets (<see cref="LimitWindows"/>).</item>
/// </list>
/// Never throws: a failure it does not recognise is <see cref="FailureCategory.Unforeseen"/> and deferred.
/// </summary>
public sealed class FailureClassifier(TimeProvider time)
{
    public FailureClassification Classify(Failure failure)
    {
        ArgumentNullException.ThrowIfNull(failure);

        var text = GivenText.Cut(failure.Reply.Text, failure);
        var (reply, diagnosis, row, fault) = Read(failure, text);
        var now = time.GetUtcNow();
        var pause = reply.Code == 0 ? new Pause(row.Breaker, LimitWindow.Unknown, null) : PauseOf(failure, text, row, now);
        var isUnreachable = pause.Breaker == FailureWeight.Counts && failure.Phase <= SmtpPhase.Greeting && failure.Reply.Code == 0;
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
        var reply = ReplyNormaliser.Normalise(new SmtpReply(failure.Reply.Code, text));
        var fault = failure.Reply.Fault;
        var diagnosis = reply.Code == 0 || IsNoRefusal(failure.Phase, reply) ? FindFault(failure.Phase, fault) : FindReply(failure, text, reply);
        return (reply, diagnosis, DecisionTable.Find(failure.Phase, diagnosis), fault);
    }

    /// <summary>
    /// Pausing a provider affects every email, so it needs better evidence. For a rejected RCPT, which a stranger's address can provoke, only
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

    // 251 instead of 250, or a reply to something else: the server may have the message.
    private static bool IsNoRefusal(SmtpPhase phase, NormalisedReply reply) =>
        phase == SmtpPhase.FinalDot && !reply.IsTransient && !reply.IsPermanent;

    // With several recipients, the reply is about the message, not about one recipient.
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

        // RFC 5321 section 3.8: 421 closes the channel. Only words can give another reason; an enhanced code cannot.
        if (reply.Code == 421 && (!diagnosis.Specific || diagnosis.Category is FailureCategory.LocalError or FailureCategory.TooLarge || diagnosis.Evidence.StartsWith("enhanced", StringComparison.Ordinal)))
            return diagnosis with { Category = FailureCategory.ServiceUnavailable };
        // Before any recipient was named, a full mailbox or rate limit is ours.
        if (failure.Phase < SmtpPhase.RcptTo && diagnosis.Category is FailureCategory.MailboxFull or FailureCategory.RecipientRateLimited)
            return diagnosis with { Category = FailureCategory.QuotaUsedUp };
        if (failure.Phase < SmtpPhase.RcptTo && IsAboutRecipient(diagnosis.Category))
            return diagnosis with { Category = OfNobodyYet(failure.Phase) };
        // RFC 4954: these codes are about a login, so an unknown user or a denied access is ours.
        if (reply.Code is 530 or 534 or 535 or 538 && (IsAboutRecipient(diagnosis.Category) || (diagnosis.Category is FailureCategory.Policy or FailureCategory.RelayDenied && failure.Phase < SmtpPhase.Data)))
            return diagnosis with { Category = FailureCategory.Authentication };
        // "API key no longer authorized" is also about a login, as the code shows.
        if (reply.Code is 534 or 535 or 538 && diagnosis is { Category: FailureCategory.SenderNotAllowed, Evidence: "our-account-refused" })
            return diagnosis with { Category = FailureCategory.Authentication };
        // The code blames a recipient, but the words name only the sender; the words say more.
        if (IsAboutRecipient(diagnosis.Category) && IsByCode(diagnosis) && NamedParties.NamesSenderAlone(text, reply))
            return diagnosis with { Category = FailureCategory.SenderNotAllowed };
        // A server that verified the sender's address at our server quotes the answer.
        if ((IsAboutRecipient(diagnosis.Category) || diagnosis.Category is FailureCategory.Spam or FailureCategory.Policy) && NamedParties.IsAnswerAboutSender(text, reply))
            return diagnosis with { Category = FailureCategory.SenderNotAllowed };
        // "User unknown" with no address but the sender's.
        if (diagnosis.Category is FailureCategory.RecipientUnknown or FailureCategory.MailboxDisabled && NamedParties.IsAddressOfSenderAlone(text, reply))
            return diagnosis with { Category = FailureCategory.SenderNotAllowed };
        // The recipient was accepted at RCPT, and only a code blames it now.
        if (failure.Phase == SmtpPhase.FinalDot && IsAboutRecipient(diagnosis.Category) && diagnosis.Category != FailureCategory.MailboxFull && IsByCode(diagnosis) && reply.IsPermanent && !NamedParties.NamesRecipient(text, reply))
            return diagnosis with { Category = FailureCategory.Policy, Specific = false };
        // A code about the message, before there is one.
        if (failure.Phase is SmtpPhase.Auth or SmtpPhase.MailFrom && diagnosis.Category == FailureCategory.Policy && diagnosis.Evidence.StartsWith("enhanced", StringComparison.Ordinal))
            return diagnosis with { Category = failure.Phase == SmtpPhase.Auth ? FailureCategory.Authentication : FailureCategory.SenderNotAllowed };
        // RFC 5248 defines 7.13 for a login; in reply to RCPT it can only be the recipient's account.
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
            // "Blocked" with a mailbox may mean that the mailbox blocks us, so it does not justify suppression.
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

    // A full mailbox exists, so "full" overrides a code for an unknown one.
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
        // 554 with 4.3.0: a temporary failure of a program, passed on as permanent.
        if (reply.IsPermanent && reply.Text.Contains($" 4.{reply.Enhanced} ", StringComparison.Ordinal) && phase > SmtpPhase.RcptTo)
            return new Diagnosis(FailureCategory.LocalError, Permanent: false, $"enhanced 4.{reply.Enhanced}", Specific: false);
        // The code blames the recipient, but the words are about something else that is not understood.
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
