using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>One row of <see cref="Meanings"/>: concepts that together mean a category.</summary>
/// <param name="Name">For logs and tests.</param>
/// <param name="Category">What they mean.</param>
/// <param name="From">First phase it holds in.</param>
/// <param name="All">All of these are named.</param>
internal sealed record Meaning(string Name, FailureCategory Category, SmtpPhase From, params Concept[] All)
{
    /// <summary>Last phase it holds in.</summary>
    public SmtpPhase To { get; init; } = SmtpPhase.FinalDot;

    /// <summary>None of these is named before the first of <see cref="All"/>: who is named first is who is meant.</summary>
    public Concept[] NotBefore { get; init; } = [];

    /// <summary>None of these is named.</summary>
    public Concept[] Without { get; init; } = [];

    /// <summary>Whether waiting helps, where the reply code tells it wrong; null leaves it to the code.</summary>
    public bool? Permanent { get; init; }

    public bool Matches(SmtpPhase phase, ConceptPlaces places)
    {
        if (phase < From || phase > To)
            return false;
        var first = int.MaxValue;
        for (var i = 0; i < All.Length; i++)
        {
            var at = places.Find(All[i]);
            if (at < 0)
                return false;
            if (i == 0)
                first = at;
        }

        foreach (var concept in Without)
        {
            if (places.Has(concept))
                return false;
        }

        foreach (var concept in NotBefore)
        {
            if (places.Find(concept) is var at and >= 0 && at < first)
                return false;
        }

        return true;
    }
}
