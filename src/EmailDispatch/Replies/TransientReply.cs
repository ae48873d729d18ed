using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>What a diagnosis becomes under a 4xx code, which says that it passes.</summary>
internal static class TransientReply
{
    public static Diagnosis Correct(SmtpPhase phase, Diagnosis diagnosis, NormalisedReply reply, bool isByCode)
    {
        // A virus is still one tomorrow: what fails for now is the scanner.
        if (diagnosis.Category == FailureCategory.Virus && reply.Places.Has(Concept.Failed))
            return diagnosis with { Category = FailureCategory.LocalError };
        // What is locked or refused for now is neither disabled nor gone.
        if (diagnosis.Category is FailureCategory.MailboxDisabled or FailureCategory.RecipientRefused)
            return diagnosis with { Category = FailureCategory.TemporaryRefusal };
        // "Policy rejection, try again later": that it passes is all that is said.
        if (diagnosis.Category == FailureCategory.Policy && reply.Places.Has(Concept.Later) && phase >= SmtpPhase.RcptTo)
            return diagnosis with { Category = FailureCategory.TemporaryRefusal };
        // "Client host rejected: server configuration error": the server cannot tell.
        if (diagnosis is { Category: FailureCategory.Blocklisted, Evidence: "block-list" } or { Category: FailureCategory.TooLarge } && reply.Places.Has(Concept.Trouble))
            return diagnosis with { Category = FailureCategory.LocalError };
        // Before RCPT nobody is greylisted: the server does not do it for now.
        if (phase <= SmtpPhase.MailFrom && diagnosis.Category is FailureCategory.Greylisted or FailureCategory.TemporaryRefusal && isByCode)
            return diagnosis with { Category = FailureCategory.ServiceUnavailable };
        // So is spam: what cannot be used for now is the filter.
        if (diagnosis.Category == FailureCategory.Spam && reply.Places.Has(Concept.Unavailable))
            return diagnosis with { Category = FailureCategory.LocalError };
        return diagnosis;
    }
}
