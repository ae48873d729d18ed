using EmailDispatch.Replies;

namespace EmailDispatch.Tests.Replies;

public sealed class NegatedWordsTests
{
    [Theory]
    [InlineData(nameof(Concept.Refused), " sending is not permitted ", 16)]
    [InlineData(nameof(Concept.Refused), " this isn't permitted ", 12)]
    // Three words between, and no more.
    [InlineData(nameof(Concept.Refused), " not one of our permitted ", 16)]
    [InlineData(nameof(Concept.Refused), " not one of all our permitted ", -1)]
    [InlineData(nameof(Concept.Refused), " permitted but not now ", -1)]
    // The second of two.
    [InlineData(nameof(Concept.Gone), " found but does not exist ", 20)]
    // A negation in front or behind.
    [InlineData(nameof(Concept.Gone), "\u5b58\u5728\u3057\u306a\u3044", 0)]
    [InlineData(nameof(Concept.Gone), " \u4e0d\u5b58\u5728 ", 2)]
    [InlineData(nameof(Concept.Gone), " \u5b58\u5728 ", -1)]
    [InlineData(nameof(Concept.Gone), "", -1)]
    [InlineData(nameof(Concept.Junk), " not junk ", -1)]
    public void Negated_word_is_found_with_its_negation_near(string concept, string text, int at)
    {
        Assert.Equal(at, NegatedWords.Find(Enum.Parse<Concept>(concept), text));
    }
}
