using EmailDispatch.Smtp;

namespace EmailDispatch.Replies;

/// <summary>One row of <see cref="Meanings"/>: from the phase <c>From</c> on, a reply that names all of these concepts means the category.</summary>
internal sealed record Meaning(string Name, FailureCategory Category, SmtpPhase From, params Concept[] All)
{
    /// <summary>The last phase in which the row applies.</summary>
    public SmtpPhase To { get; init; } = SmtpPhase.FinalDot;

    /// <summary>The reply names none of these before the first of <see cref="All"/>, because the party named first is the one meant.</summary>
    public Concept[] NotBefore { get; init; } = [];

    /// <summary>The reply names none of these.</summary>
    public Concept[] Without { get; init; } = [];

    /// <summary>Whether the failure is permanent, where the reply code is misleading; null uses the code.</summary>
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
