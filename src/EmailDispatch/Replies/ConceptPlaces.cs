namespace EmailDispatch.Replies;

/// <summary>Where a text names which concept first. Each concept is looked for once, however many rows of <see cref="Meanings"/> ask.</summary>
internal sealed class ConceptPlaces(string text)
{
    private static readonly int Count = Enum.GetValues<Concept>().Length;

    // Two more than the place, 0 is not looked for yet.
    private readonly int[] _places = new int[Count];

    /// <summary>Where a concept is named first; -1 where it is not.</summary>
    public int Find(Concept concept)
    {
        ref var place = ref _places[(int)concept];
        if (place == 0)
            place = Vocabulary.Find(concept, text) + 2;
        return place - 2;
    }

    public bool Has(Concept concept) => Find(concept) >= 0;
}
