using EmailDispatch.Functions.Api;
using EmailDispatch.Status;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;

namespace EmailDispatch.Tests.Functions;

public sealed class StatusQueryReaderTests
{
    [Fact]
    public void Filters_are_read_whole()
    {
        var (query, errors) = Read("?since=2026-03-09&until=2026-03-10T12:00:00Z&category=mailbox_full&stream=s&subject=a%20b&sender=c&recipient=d&fallback=true&min_attempts=2");

        var filter = new EmailFilter { Category = "mailbox_full", Stream = "s", Subject = "a b", Sender = "c", Recipient = "d", IsFallback = true, MinAttempts = 2 };
        Assert.Empty(errors);
        Assert.Equal(filter, query.Filter);
        Assert.Equal((new DateTimeOffset(2026, 3, 9, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)), (query.Since!.Value, query.Until!.Value));
    }

    [Theory]
    [InlineData("since=yesterday", "since")]
    [InlineData("until=1", "until")]
    [InlineData("since=2026-03-10&until=2026-03-10", "since")]
    [InlineData("category=mailbox-full", "category")]
    [InlineData("category=", "category")]
    [InlineData("stream=", "stream")]
    [InlineData("subject=", "subject")]
    [InlineData("sender=", "sender")]
    [InlineData("recipient=", "recipient")]
    [InlineData("fallback=yes", "fallback")]
    [InlineData("fallback=True", "fallback")]
    [InlineData("min_attempts=0", "min_attempts")]
    [InlineData("min_attempts=-1", "min_attempts")]
    [InlineData("min_attempts=1001", "min_attempts")]
    [InlineData("min_attempts=2.5", "min_attempts")]
    [InlineData("format=xml", "format")]
    [InlineData("attempts=2", "attempts")]
    public void Wrong_value_is_told_at_its_parameter(string parameters, string name) => Assert.Equal(name, Assert.Single(Read($"?{parameters}").Errors).Field);

    [Theory]
    [InlineData("stream")]
    [InlineData("subject")]
    [InlineData("sender")]
    [InlineData("recipient")]
    public void Text_has_a_limit(string name)
    {
        Assert.Empty(Read($"?{name}={new string('a', EmailFilter.MaxLength)}").Errors);
        Assert.StartsWith("must be at most 255", Assert.Single(Read($"?{name}={new string('a', EmailFilter.MaxLength + 1)}").Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Csv_has_a_page_of_its_own_and_reads_forward_only()
    {
        Assert.Equal((EmailCsv.MaxRows, StatusQuery.DefaultLimit), (Read("?format=csv", isCsv: true).Query.Limit, Read("").Query.Limit));
        Assert.Equal("before", Assert.Single(Read("?before=0190a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061", isCsv: true).Errors).Field);
    }

    [Fact]
    public void Plain_list_of_a_key_that_sees_blind_copies_is_not_filtered()
    {
        var (query, _) = StatusQueryReader.Read("t", new QueryCollection(), includesBcc: true);

        Assert.False(query.IsFiltered);
    }

    private static (StatusQuery Query, IReadOnlyList<EmailDispatch.Emails.FieldError> Errors) Read(string query, bool isCsv = false) =>
        StatusQueryReader.Read("t", new QueryCollection(QueryHelpers.ParseQuery(query)), isCsv: isCsv);
}
