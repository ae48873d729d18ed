using EmailDispatch.Replies;

namespace EmailDispatch.Tests.Replies;

public sealed class TextRulesTests
{
    public static TheoryData<string> RuleNames => [.. TextRules.All.Concat(TextRules.Templates).Select(r => r.Name)];

    [Theory]
    [MemberData(nameof(RuleNames))]
    public void Rule_decides_at_least_one_real_reply(string rule)
    {
        var decided = Corpus.Replies.Where(r => Noon.Classifier.Classify(r.ToFailure()).Evidence == rule);

        Assert.NotEmpty(decided);
    }

    [Fact]
    public void Rule_names_are_unique()
    {
        var names = TextRules.All.Concat(TextRules.Templates).Select(r => r.Name).ToList();

        Assert.Equal(names.Count, names.Distinct().Count());
    }

    [Theory]
    [InlineData("a*b", " b a b ", true)]
    [InlineData("a*b", " b a ", false)]
    [InlineData("a*a", " a ", false)]
    [InlineData(" spf ", " bad spf records ", true)]
    [InlineData(" spf ", " spfx ", false)]
    public void Star_stands_for_anything_between_parts_in_order(string pattern, string text, bool matches)
    {
        var rule = new TextRule("test", FailureCategory.Policy, "", pattern);

        Assert.Equal(matches, rule.Matches(text));
    }

    [Fact]
    public void Patterns_are_written_as_the_normaliser_writes()
    {
        // An upper-case letter or a comma could never match.
        Assert.All(TextRules.All.SelectMany(r => r.Patterns), p => Assert.DoesNotContain(p, c => char.IsUpper(c) || ",;:()[]<>\"".Contains(c)));
    }
}
