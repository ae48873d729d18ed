namespace EmailDispatch.Status;

/// <summary>The words of <see cref="EmailStatus"/> in rows and answers.</summary>
public static class EmailStatusNames
{
    private static readonly Dictionary<EmailStatus, string> Names = Enum.GetValues<EmailStatus>().ToDictionary(s => s, s => s.ToString().ToLowerInvariant());

    private static readonly Dictionary<string, EmailStatus> Statuses = Names.ToDictionary(pair => pair.Value, pair => pair.Key);

    /// <summary>All words, for error messages.</summary>
    public static IEnumerable<string> All => Names.Values;

    /// <summary>The word for a status.</summary>
    public static string ToName(this EmailStatus status) => Names[status];

    /// <summary>The status a word stands for.</summary>
    public static bool TryParse(string name, out EmailStatus status) => Statuses.TryGetValue(name, out status);

    /// <summary>The last event in the words of the Resend API.</summary>
    public static string ToLastEvent(this EmailStatus status) => status switch
    {
        EmailStatus.Sending => "queued",
        EmailStatus.Deferred => "delivery_delayed",
        EmailStatus.Rejected => "failed",
        _ => status.ToName(),
    };

    /// <summary>Whether nothing more will happen by itself.</summary>
    public static bool IsTerminal(this EmailStatus status) => status is not (EmailStatus.Scheduled or EmailStatus.Queued or EmailStatus.Sending or EmailStatus.Deferred);
}
