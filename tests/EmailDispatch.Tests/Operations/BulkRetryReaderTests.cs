using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Operations;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Operations;

public sealed class BulkRetryReaderTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Request_is_read_whole()
    {
        var id = EmailId.LowestOf(Now);

        var read = Read($$"""{"status":"failed","from":"2026-03-09T00:00:00Z","to":"2026-03-10T01:00:00+01:00","provider":"ses","limit":1000,"after":"{{id}}"}""");

        var expected = new BulkRetryRequest(EmailStatus.Failed, Now.AddHours(-36), Now.AddHours(-12)) { Provider = "ses", Limit = 1000, After = id };
        Assert.Equal(expected, read.Request);
    }

    [Fact]
    public void Filters_are_those_of_the_list()
    {
        var read = Read("""{"status":"failed","from":"2026-03-09T00:00:00Z","tag":"t","category":"spam","stream":"s","subject":"a","sender":"b","recipient":"c","fallback":false,"min_attempts":3}""");

        var filter = new EmailFilter { Category = "spam", Stream = "s", Subject = "a", Sender = "b", Recipient = "c", IsFallback = false, MinAttempts = 3 };
        Assert.Equal(("t", filter), (read.Request!.Tag, read.Request.Filter));
    }

    [Theory]
    [InlineData("tag", "\"\"")]
    [InlineData("category", "\"spams\"")]
    [InlineData("stream", "\"\"")]
    [InlineData("subject", "7")]
    [InlineData("sender", "\"\"")]
    [InlineData("recipient", "[]")]
    [InlineData("fallback", "\"true\"")]
    [InlineData("min_attempts", "0")]
    [InlineData("min_attempts", "\"2\"")]
    public void Fault_of_a_filter_is_told_at_its_field(string field, string value)
    {
        var read = Read($$"""{"status":"failed","from":"2026-03-09T00:00:00Z","{{field}}":{{value}}}""");

        Assert.Equal(field, Assert.Single(read.Errors).Field);
    }

    [Fact]
    public void Range_without_an_end_ends_now()
    {
        var read = Read("""{"status":"bounced","from":"2026-03-09T00:00:00Z"}""");

        Assert.Equal((Now, BulkRetryRequest.DefaultLimit), (read.Request!.To, read.Request.Limit));
    }

    [Theory]
    [InlineData("""{"status":"failed"}""", "from")]
    [InlineData("""{"from":"2026-03-09T00:00:00Z"}""", "status")]
    [InlineData("""{"status":"sent","from":"2026-03-09T00:00:00Z"}""", "status")]
    [InlineData("""{"status":"failed","from":"yesterday"}""", "from")]
    [InlineData("""{"status":"failed","from":"2026-03-11T00:00:00Z"}""", "from")]
    [InlineData("""{"status":"failed","from":"2026-03-09T00:00:00Z","limit":1001}""", "limit")]
    [InlineData("""{"status":"failed","from":"2026-03-09T00:00:00Z","after":"1"}""", "after")]
    [InlineData("""{"status":"failed","from":"2026-03-09T00:00:00Z","tenant":"other"}""", "tenant")]
    [InlineData("[]", "")]
    public void Fault_is_told_at_its_field(string json, string field)
    {
        var read = Read(json);

        Assert.Null(read.Request);
        Assert.Equal(field, Assert.Single(read.Errors).Field);
    }

    [Fact]
    public void Body_that_is_no_json_is_malformed() => Assert.Equal(EmailFault.Malformed, Read("{").Fault);

    private static ReadResult<BulkRetryRequest> Read(string json) => BulkRetryReader.Read(Encoding.UTF8.GetBytes(json), Now);
}
