using EmailDispatch.Functions.Api;
using EmailDispatch.Usage;
using Microsoft.AspNetCore.Http;

namespace EmailDispatch.Tests.Functions;

public sealed class UsageCsvTests
{
    private static readonly DateTimeOffset Hour = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Report_has_a_header_and_a_line_for_each_period_and_value()
    {
        var figures = new UsageFigures { Accepted = 3, Sent = 2, Bytes = 1000 };
        figures.Latency.Add(TimeSpan.FromMilliseconds(16));

        var lines = Write(new UsageLine(Hour, "ses", figures)).Split("\r\n");

        Assert.StartsWith("period,value,accepted,sent,", lines[0], StringComparison.Ordinal);
        Assert.StartsWith("2026-11-21T03:00:00Z,ses,3,2,0,", lines[1], StringComparison.Ordinal);
        Assert.Equal(lines[0].Split(',').Length, lines[1].Split(',').Length);
        Assert.Equal(["", ""], [lines[2], .. lines[3..], ""]);
    }

    [Fact]
    public void Line_of_a_pair_has_both_values_its_cost_and_when_it_was_counted()
    {
        var line = new UsageLine(Hour, "ses,=flow:a,b", new UsageFigures { Sent = 2 }) { Cost = 0.0002m, AsOf = Hour.AddMinutes(7) };

        var cells = Write(line, UsageDimension.ProviderTag).Split("\r\n")[1];

        Assert.StartsWith("2026-11-21T03:00:00Z,ses,", cells, StringComparison.Ordinal);
        Assert.EndsWith(",\"'=flow:a,b\",0.0002,2026-11-21T03:07:00Z", cells, StringComparison.Ordinal);
        Assert.EndsWith(",,,2026-11-21T04:00:00Z", Write(new UsageLine(Hour, "flow:a", new UsageFigures())).Split("\r\n")[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("=HYPERLINK(1)", "'=HYPERLINK(1)")]
    [InlineData("@sum", "'@sum")]
    [InlineData("-1", "'-1")]
    [InlineData(" =1+1", "' =1+1")]
    [InlineData("\uFF1D1+1", "'\uFF1D1+1")]
    [InlineData("\n=1", "'\n=1")]
    [InlineData("a,b", "a,b")]
    [InlineData("say \"hi\"", "say \"\"hi\"\"")]
    [InlineData("two\r\nlines", "two\r\nlines")]
    public void Cell_with_special_characters_is_quoted_and_never_a_formula(string value, string quoted)
    {
        var csv = Write(new UsageLine(Hour, value, new UsageFigures()));

        Assert.Contains($"Z,\"{quoted}\",0", csv, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("text/csv", true)]
    [InlineData("text/csv, application/json", true)]
    [InlineData("application/json, text/csv;q=0.5", false)]
    [InlineData("text/csv;q=0", false)]
    [InlineData("*/*", false)]
    [InlineData("application/json", false)]
    [InlineData(null, false)]
    public void Csv_is_answered_where_it_is_asked_for(string? accept, bool isPreferred)
    {
        var context = new DefaultHttpContext();
        context.Request.Headers.Accept = accept;

        Assert.Equal(isPreferred, Csv.IsPreferred(context.Request));
    }

    private static string Write(UsageLine line, UsageDimension dimension = UsageDimension.Tag) =>
        UsageCsv.Write(new UsageReport(new UsageQuery("t", Hour, Hour.AddHours(1)) { Dimension = dimension }, [line], [], new UsageLine(null, "", new UsageFigures()), Hour.AddHours(1), "EUR"));
}
