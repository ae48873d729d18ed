namespace EmailDispatch.Status;

/// <summary>Brings together what two instances know of one email: who was accepted once is never sent to again.</summary>
internal static class AcceptedRecipients
{
    /// <summary>The row with the recipients as sent whom a provider has accepted according to another, and with the attempts that tell of it.</summary>
    /// <returns>The row itself where it knows of all of them.</returns>
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

    // Told as lost by who took over; it was not.
    private static bool IsLost(Attempt told, Attempt attempt) =>
        told is { Outcome: AttemptOutcome.Unknown, Phase: Attempt.UnknownPhase } && (told.Number, told.Provider) == (attempt.Number, attempt.Provider);
}
