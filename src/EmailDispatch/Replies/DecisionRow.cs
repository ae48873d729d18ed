using EmailDispatch.Providers.State;
using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>One row of the decision table.</summary>
/// <param name="Name">For the reader and the tests.</param>
/// <param name="From">First phase it holds in.</param>
/// <param name="To">Last phase it holds in.</param>
/// <param name="Next">What to do.</param>
/// <param name="Breaker">What it does to the provider's breaker.</param>
/// <param name="Categories">The categories it is for; none given is any.</param>
internal sealed record DecisionRow(string Name, SmtpPhase From, SmtpPhase To, NextStep Next, FailureWeight Breaker, params FailureCategory[] Categories)
{
    /// <summary>Only for refusals that waiting does not mend, or only for the others; null is both.</summary>
    public bool? Permanent { get; init; }

    /// <summary>Only where the words or a precise code said so, or only where they did not; null is both.</summary>
    public bool? Specific { get; init; }

    /// <summary>An operator has to change something.</summary>
    public bool Alert { get; init; }

    /// <summary>The recipient goes on the do-not-send list, if the mailbox is proven unknown.</summary>
    public bool Suppress { get; init; }

    public bool Matches(SmtpPhase phase, Diagnosis diagnosis) =>
        phase >= From && phase <= To
        && (Permanent is not { } permanent || permanent == diagnosis.Permanent)
        && (Specific is not { } specific || specific == diagnosis.Specific)
        && (Categories.Length == 0 || Array.IndexOf(Categories, diagnosis.Category) >= 0);
}
