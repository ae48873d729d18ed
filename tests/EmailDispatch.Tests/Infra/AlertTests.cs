using System.Text.RegularExpressions;
using EmailDispatch.Naming;
using EmailDispatch.Status;
using EmailDispatch.Tests.Docs;

namespace EmailDispatch.Tests.Infra;

/// <summary>The alerts read log lines by their words: those have to be the words that the code writes.</summary>
public sealed partial class AlertTests
{
    private const string Alerts = "infra/modules/alerts.bicep";
    private const int State = 8001;
    private const int Attempt = 2001;
    private const int Test = 2704;
    private const int Expiry = 2801;

    [Theory]
    [InlineData("stateLines", State, "OldestSeconds", "OldestSeconds")]
    [InlineData("stateLines", State, "Poison", "Poison")]
    [InlineData("stateLines", State, "BreakersOpen", "OpenBreakers")]
    [InlineData("attemptLines", Attempt, "Provider", "Provider")]
    [InlineData("attemptLines", Attempt, "Outcome", "Outcome")]
    [InlineData("testLines", Test, "Tested", "Provider")]
    [InlineData("expiryLines", Expiry, "Expiring", "Name")]
    public void Query_takes_the_value_out_of_the_line_that_the_code_writes(string query, int id, string column, string placeholder)
    {
        var line = Render(LogEvent.Of(id).Template);

        var parsed = Pattern(query).Match(line);

        Assert.True(parsed.Success, $"{query} does not read: {line}");
        Assert.Equal(Sample(placeholder), parsed.Groups[column].Value);
    }

    [Theory]
    [InlineData("stateLines", State)]
    [InlineData("attemptLines", Attempt)]
    [InlineData("testLines", Test)]
    [InlineData("expiryLines", Expiry)]
    public void Query_takes_no_other_line(string query, int id)
    {
        var pattern = Pattern(query);

        var others = LogEvent.All.Where(e => e.Id != id && pattern.IsMatch(Render(e.Template))).Select(e => e.Id);

        Assert.Empty(others);
    }

    [Fact]
    public void Outcomes_that_count_as_failed_are_those_of_the_code()
    {
        var outcomes = Quoted().Matches(Variable("failed")).Select(match => match.Groups[1].Value).ToList();

        Assert.Contains("provider_failed", outcomes);
        Assert.Empty(outcomes.Except(EnumNames.All<AttemptOutcome>()));
    }

    [Fact]
    public void Rules_match_the_document()
    {
        var rules = RuleName().Matches(InfraFiles.Variable(Alerts, "rules")).Select(match => match.Groups[1].Value);

        var documented = MarkdownTables.Rows(InfraFiles.Read("docs/operations.md"), "Alerts").SelectMany(row => MarkdownTables.Code(row[0]));

        Assert.Equal(rules.Order(StringComparer.Ordinal), documented.Order(StringComparer.Ordinal));
    }

    private static string Variable(string name) =>
        Regex.Match(InfraFiles.Read(Alerts), $"^var {name} = '(.*)'$", RegexOptions.Multiline) is { Success: true } match
            ? match.Groups[1].Value
            : throw new InvalidDataException($"{Alerts} has no variable {name}.");

    /// <summary>What the query's <c>parse-where</c> takes: texts in quotes, <c>*</c> for what is passed over, and columns.</summary>
    private static Regex Pattern(string query)
    {
        var (before, parse) = Variable(query).Split(" | parse-where Message with ") is [var head, var tail] ? (head, tail) : throw new InvalidDataException(query);
        var start = Quoted().Match(before).Groups[1].Value;
        var tokens = Token().Matches(parse).Select(match =>
            match.Groups["text"].Success ? Regex.Escape(match.Groups["text"].Value)
            : match.Groups["column"].Success ? $"(?<{match.Groups["column"].Value}>.*?)"
            : ".*?");
        return new Regex($"^(?={Regex.Escape(start)}){string.Concat(tokens)}$");
    }

    private static string Render(string template) => Placeholder().Replace(template, match => Sample(match.Groups[1].Value));

    private static string Sample(string placeholder) => $"a-{placeholder.ToLowerInvariant()}";

    [GeneratedRegex("\"([^\"]*)\"")]
    private static partial Regex Quoted();

    [GeneratedRegex("""
        "(?<text>[^"]*)"|(?<column>[A-Z]\w*)(?::\w+)?|\*
        """)]
    private static partial Regex Token();

    [GeneratedRegex(@"\{(\w+)(?::[^}]*)?\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex("^    name: '([^']+)'", RegexOptions.Multiline)]
    private static partial Regex RuleName();
}
