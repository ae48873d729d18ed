using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Tests.Suppressions;

public sealed class SuppressionReaderTests
{
    [Fact]
    public void Address_alone_is_suppressed_by_hand()
    {
        var request = Read("""{"address":"Ann <ann@example.com>"}""").Request!;

        Assert.Equal(["ann@example.com"], request.Addresses);
        Assert.Equal((SuppressionReason.Manual, false), (request.Reason, request.IsList));
    }

    [Fact]
    public void Addresses_that_are_the_same_count_once()
    {
        var request = Read("""{"addresses":["ann@example.com","ANN@Example.com","bo@example.com"],"reason":"complaint"}""").Request!;

        Assert.Equal(["ann@example.com", "bo@example.com"], request.Addresses);
        Assert.Equal((SuppressionReason.Complaint, true), (request.Reason, request.IsList));
    }

    [Theory]
    [InlineData("{}", "address is required, or addresses")]
    [InlineData("""{"address":null}""", "address is required, or addresses")]
    [InlineData("""{"address":"a@example.com","addresses":["b@example.com"]}""", "address must not be given together with addresses")]
    [InlineData("""{"address":"ann"}""", "address must be an email address: it has no @")]
    [InlineData("""{"address":"a@example.com\r\n"}""", "address must not contain a carriage return (U+000D)")]
    [InlineData("""{"addresses":["a@example.com","bo"]}""", "addresses[1] must be an email address: it has no @")]
    [InlineData("""{"addresses":[]}""", "addresses must have at least one address")]
    [InlineData("""{"addresses":"a@example.com"}""", "addresses must be an array of addresses, not a string")]
    [InlineData("""{"address":"a@example.com","reason":"dislike"}""", "reason must be one of bounce, manual, complaint")]
    [InlineData("""{"adress":"a@example.com"}""", "adress is not a known field; known are address, addresses and reason; address is required, or addresses")]
    [InlineData("[]", " must be an object with address or addresses, not an array")]
    public void Fault_is_told_at_its_field(string json, string errors)
    {
        var result = Read(json);

        Assert.Equal(EmailFault.Invalid, result.Fault);
        Assert.Equal(errors, string.Join("; ", result.Errors.Select(e => $"{e.Field} {e.Message}")));
    }

    [Fact]
    public void More_than_a_hundred_addresses_are_refused()
    {
        var result = Read($$"""{"addresses":[{{string.Join(',', Enumerable.Range(0, 101).Select(n => $"\"a{n}@example.com\""))}}]}""");

        Assert.Equal("must have at most 100 items, not 101", result.Errors[0].Message);
    }

    [Fact]
    public void What_is_not_JSON_is_malformed() => Assert.Equal(EmailFault.Malformed, Read("{").Fault);

    private static ReadResult<SuppressionRequest> Read(string json) => SuppressionReader.Read(Encoding.UTF8.GetBytes(json));
}
