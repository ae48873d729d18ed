namespace EmailDispatch.Replies;

/// <summary>Where a text first names each concept. Each concept is searched once, however many rows of <see cref="Meanings"/> ask.</summary>
internal sealed class ConceptPlaces(string text)
{
    private static readonly int Count = Enum.GetValues<Concept>().Length;

    // The position plus 2, so 0 means not searched yet.
    private readonly int[] _places = new int[Count];

    /// <summary>Returns the position where a concept is first named, or -1.</summary>
    public int Find(Concept concept)
    {
        ref var place = ref _places[(int)concept];
        if (place == 0)
            place = Vocabulary.Find(concept, text) + 2;
        return place - 2;
    }

    public bool Has(Concept concept) => Find(concept) >= 0;
}
