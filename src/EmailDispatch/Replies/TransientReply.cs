using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>Corrects a diagnosis under a 4xx code, which says that the failure is temporary.</summary>
internal static class TransientReply
{
    public static Diagnosis Correct(SmtpPhase phase, Diagnosis diagnosis, NormalisedReply reply, bool isByCode)
    {
        // A virus is not temporary, so it is the scanner that fails.
        if (diagnosis.Category == FailureCategory.Virus && reply.Places.Has(Concept.Failed))
            return diagnosis with { Category = FailureCategory.LocalError };
        // A temporary lock or refusal is neither a disabled nor a missing mailbox.
        if (diagnosis.Category is FailureCategory.MailboxDisabled or FailureCategory.RecipientRefused)
            return diagnosis with { Category = FailureCategory.TemporaryRefusal };
        // "Policy rejection, try again later" says only that it is temporary.
        if (diagnosis.Category == FailureCategory.Policy && reply.Places.Has(Concept.Later) && phase >= SmtpPhase.RcptTo)
            return diagnosis with { Category = FailureCategory.TemporaryRefusal };
        // "Client host rejected: server configuration error": the server could not check.
        if (diagnosis is { Category: FailureCategory.Blocklisted, Evidence: "block-list" } or { Category: FailureCategory.TooLarge } && reply.Places.Has(Concept.Trouble))
            return diagnosis with { Category = FailureCategory.LocalError };
        // Nobody is greylisted before RCPT; the server is temporarily unavailable.
        if (phase <= SmtpPhase.MailFrom && diagnosis.Category is FailureCategory.Greylisted or FailureCategory.TemporaryRefusal && isByCode)
            return diagnosis with { Category = FailureCategory.ServiceUnavailable };
        // Spam is not temporary either, so it is the filter that is unavailable.
        if (diagnosis.Category == FailureCategory.Spam && reply.Places.Has(Concept.Unavailable))
            return diagnosis with { Category = FailureCategory.LocalError };
        return diagnosis;
    }
}
