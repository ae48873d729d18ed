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

    [Fact]
    public void Email_is_another_word_for_address()
    {
        var one = Read("""{"email":"Ann <ann@example.com>"}""").Request!;
        var several = Read("""{"emails":["ann@example.com","ANN@Example.com","bo@example.com"]}""").Request!;

        Assert.Equal(["ann@example.com"], one.Addresses);
        Assert.Equal(["ann@example.com", "bo@example.com"], several.Addresses);
        Assert.Equal((false, true), (one.IsList, several.IsList));
    }

    [Fact]
    public void Removal_names_addresses_or_ids()
    {
        var id = SuppressionId.Of("ann@example.com");

        var addresses = SuppressionReader.ReadRemoval(Encoding.UTF8.GetBytes("""{"emails":["ann@example.com","ANN@example.com"]}""")).Request!;
        var ids = SuppressionReader.ReadRemoval(Encoding.UTF8.GetBytes($$"""{"ids":["{{id}}","{{id}}"],"emails":null}""")).Request!;

        Assert.Equal(["ann@example.com"], addresses.Addresses);
        Assert.Empty(addresses.Ids);
        Assert.Equal([id], ids.Ids);
        Assert.Empty(ids.Addresses);
    }

    [Theory]
    [InlineData("{}", "emails is required, or addresses or ids")]
    [InlineData("""{"emails":["a@example.com"],"ids":["0195a1b2-c3d4-8e5f-8a6b-1c2d3e4f5061"]}""", "ids must not be given together with emails")]
    [InlineData("""{"ids":[]}""", "ids must have at least one id")]
    [InlineData("""{"ids":["a@example.com",7]}""", "ids[0] must be the id of an entry of the do-not-send list; ids[1] must be a string, not a number")]
    [InlineData("""{"email":"a@example.com"}""", "email is not a known field; known are emails (or addresses) and ids; emails is required, or addresses or ids")]
    public void Fault_of_a_removal_is_told_at_its_field(string json, string errors) =>
        Assert.Equal(errors, string.Join("; ", SuppressionReader.ReadRemoval(Encoding.UTF8.GetBytes(json)).Errors.Select(e => $"{e.Field} {e.Message}")));

    [Theory]
    [InlineData("{}", "email is required, or emails or address or addresses")]
    [InlineData("""{"address":null}""", "email is required, or emails or address or addresses")]
    [InlineData("""{"address":"a@example.com","addresses":["b@example.com"]}""", "addresses must not be given together with address")]
    [InlineData("""{"address":"ann"}""", "address must be an email address: it has no @")]
    [InlineData("""{"address":"a@example.com\r\n"}""", "address must not contain a carriage return (U+000D)")]
    [InlineData("""{"addresses":["a@example.com","bo"]}""", "addresses[1] must be an email address: it has no @")]
    [InlineData("""{"addresses":[]}""", "addresses must have at least one address")]
    [InlineData("""{"addresses":"a@example.com"}""", "addresses must be an array of addresses, not a string")]
    [InlineData("""{"address":"a@example.com","reason":"dislike"}""", "reason must be one of bounce, manual, complaint, unsubscribe")]
    [InlineData("""{"adress":"a@example.com"}""", "adress is not a known field; known are email or emails (or address, addresses) and reason; email is required, or emails or address or addresses")]
    [InlineData("[]", " must be an object with email or emails, not an array")]
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
