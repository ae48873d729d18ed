namespace EmailDispatch.Status;

/// <summary>Merges two rows of one email, so that nobody whom a provider accepted is sent to again.</summary>
internal static class AcceptedRecipients
{
    /// <summary>Marks recipients as sent that a provider accepted according to another row, and adds the attempts that show it.</summary>
    /// <returns>The same row if nothing is new.</returns>
    public static EmailRow WithAccepted(this EmailRow row, EmailRow other)
    {
        var accepted = other.Recipients.Where(r => r.Status == EmailStatus.Sent).Select(r => r.Address).ToHashSet(StringComparer.OrdinalIgnoreCase);
        if (!row.Recipients.Any(IsNews))
            return row;

        var recipients = row.Recipients
            .Select(r => IsNews(r) ? r with { Status = EmailStatus.Sent, Reply = null, Category = null, Unreachable = null } : r).ToList();
        row = row with { Recipients = recipients, Provider = other.Provider, SentAt = other.SentAt };
        foreach (var attempt in other.Attempts.Where(a => a.Outcome.IsAccepted() && !row.Attempts.Any(known => IsSame(known, a))))
            row = (row with { Attempts = [.. row.Attempts.Where(known => !IsLost(known, attempt))] }).WithAttempt(attempt);

        return recipients.Any(r => r.IsDue) ? row : row with { Status = RecipientList.Summarise(recipients), NextAttemptAt = null, Offering = null };

        bool IsNews(Recipient recipient) => recipient.Status != EmailStatus.Sent && accepted.Contains(recipient.Address);
    }

    private static bool IsSame(Attempt one, Attempt other) => (one.Number, one.Provider, one.Outcome, one.At) == (other.Number, other.Provider, other.Outcome, other.At);

    // The instance that took over recorded it as lost, but it was not.
    private static bool IsLost(Attempt told, Attempt attempt) =>
        told is { Outcome: AttemptOutcome.Unknown, Phase: Attempt.UnknownPhase } && (told.Number, told.Provider) == (attempt.Number, attempt.Provider);
}
