using EmailDispatch.Emails;

namespace EmailDispatch.Status;

/// <summary>One page of a list.</summary>
/// <param name="Rows">The rows, newest first.</param>
/// <param name="HasMore">Whether there are further ones, or may be.</param>
public sealed record StatusPage(IReadOnlyList<EmailRow> Rows, bool HasMore)
{
    /// <summary>After which, or before which, to go on; null where there is nothing more. Not the last row, where more were looked at than were found.</summary>
    public EmailId? Next { get; init; }

    /// <summary>How many rows were looked at.</summary>
    public int LookedAt { get; init; }
}
