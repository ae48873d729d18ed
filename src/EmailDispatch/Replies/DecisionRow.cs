using EmailDispatch.Providers.State;
using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>One row of the decision table.</summary>
internal sealed record DecisionRow(string Name, SmtpPhase From, SmtpPhase To, NextStep Next, FailureWeight Breaker, params FailureCategory[] Categories)
{
    /// <summary>True: only permanent failures; false: only temporary ones; null: both.</summary>
    public bool? Permanent { get; init; }

    /// <summary>True: only if words or a precise code gave the reason; false: only if they did not; null: both.</summary>
    public bool? Specific { get; init; }

    /// <summary>An operator must change something.</summary>
    public bool Alert { get; init; }

    /// <summary>Puts the recipient on the do-not-send list if the reply proves the mailbox unknown or disabled.</summary>
    public bool Suppress { get; init; }

    public bool Matches(SmtpPhase phase, Diagnosis diagnosis) =>
        phase >= From && phase <= To
        && (Permanent is not { } permanent || permanent == diagnosis.Permanent)
        && (Specific is not { } specific || specific == diagnosis.Specific)
        && (Categories.Length == 0 || Array.IndexOf(Categories, diagnosis.Category) >= 0);
}
