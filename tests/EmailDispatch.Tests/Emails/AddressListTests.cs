using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

/// <summary>Several addresses in one text.</summary>
public sealed class AddressListTests
{
    [Theory]
    [InlineData("a@example.com", new[] { "a@example.com" })]
    [InlineData("a@example.com, b@example.com", new[] { "a@example.com", "b@example.com" })]
    [InlineData("a@example.com,b@example.com,", new[] { "a@example.com", "b@example.com" })]
    [InlineData("a@example.com, , b@example.com", new[] { "a@example.com", "b@example.com" })]
    [InlineData("Ann <a@example.com>, \"Doe, Jane\" <b@example.com>", new[] { "a@example.com", "b@example.com" })]
    [InlineData("\"Doe, \\\"JD\\\", Jane\" <a@example.com>,b@example.com", new[] { "a@example.com", "b@example.com" })]
    [InlineData("\"a,b\"@example.com, c@example.com", new[] { "\"a,b\"@example.com", "c@example.com" })]
    [InlineData("=?utf-8?q?Doe=2C_Jane?= <a@example.com>, =?utf-8?q?x,y?= <b@example.com>", new[] { "a@example.com", "b@example.com" })]
    [InlineData("Smile :( <a@example.com>", new[] { "a@example.com" })]
    [InlineData("\"a; b\" <a@example.com>, c@example.com", new[] { "a@example.com", "c@example.com" })]
    [InlineData("o'hara@example.com, Jane (Sales) <b@example.com>", new[] { "o'hara@example.com", "b@example.com" })]
    public void List_is_divided_between_addresses_only(string list, string[] expected)
    {
        var result = Read("to", list);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, result.Email!.To.Select(address => address.Address));
    }

    [Theory]
    [InlineData("a@example.com; b@example.com", "must have commas between its addresses, not semicolons")]
    [InlineData("a@example.com;", "not semicolons")]
    [InlineData("Team: a@example.com, b@example.com;", "not semicolons")]
    [InlineData("Doe, Jane <jane@example.com>", "has \"Doe\" between commas, which is not an address")]
    [InlineData("a@example.com, b", "has \"b\" between commas, which is not an address")]
    [InlineData("a@example.com, b@", "(address 2) must have a domain after the @")]
    [InlineData("a@example.com, b@example.com\n", "(address 2) must not contain a line feed (U+000A)")]
    [InlineData("a@example.com, \"Doe, Jane <b@example.com>", "that is not closed")]
    [InlineData("a@example.com, <b@example.com, c@example.com", "that is not closed")]
    [InlineData("\"Jane\" <a@example.com>, (b@example.com, c@example.com", "that is not closed")]
    [InlineData("a@example.com b@example.com", "has several addresses without commas between them")]
    [InlineData("a@b@example.com", "must not have")]
    [InlineData(", ,", "must")]
    [InlineData("\"a@evil.test>,<c\"@example.com, b@example.com", "not even in quotation marks")]
    public void Fault_of_a_list_is_reported(string list, string expected)
    {
        var result = Read("cc", list);

        Assert.All(result.Errors, error => Assert.Equal("cc", error.Field));
        Assert.Contains(result.Errors, error => error.Message.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("from", "\"a@example.com, b@example.com\"", "from", "has several addresses; an email has one author")]
    [InlineData("to", "[\"c@example.com\",\"a@example.com, b@example.com\"]", "to[1]", "one address per element")]
    [InlineData("bcc", "[\"a@example.com; B <b@example.com>\"]", "bcc[0]", "one address per element")]
    [InlineData("from", "\"Acme, Inc. <a@example.com>\"", "from", "put the name in quotation marks")]
    [InlineData("to", "7", "to", "must be an address or an array of addresses, not a number")]
    public void One_address_is_one(string field, string value, string path, string expected)
    {
        var result = EmailReader.Read(Encoding.UTF8.GetBytes($$"""{"{{field}}":{{value}}}"""), new EmailLimits(), DateTimeOffset.UnixEpoch);

        Assert.Contains(expected, result.Errors.Single(error => error.Field == path).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Recipients_are_counted_one_by_one()
    {
        var fifty = string.Join(", ", Enumerable.Range(0, 50).Select(n => $"a{n}@example.com"));

        var most = Read("to", fifty);
        var more = Read("to", fifty + ",b@example.com");
        var withCopy = EmailReader.Read(
            Encoding.UTF8.GetBytes($$"""{"from":"a@example.com","to":"{{fifty}}","cc":"c@example.com","subject":"s","text":"t"}"""), new EmailLimits(), DateTimeOffset.UnixEpoch);

        Assert.Equal(50, most.Email!.To.Count);
        Assert.Equal("must have at most 50 addresses", Assert.Single(more.Errors).Message);
        Assert.Contains("50 recipients together, not 51", Assert.Single(withCopy.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a@b.example,")]
    [InlineData("\"")]
    [InlineData("(")]
    [InlineData("<")]
    [InlineData("\\\"")]
    [InlineData("=?utf-8?q?")]
    public void List_without_end_is_read_in_one_go(string piece)
    {
        var list = string.Concat(Enumerable.Repeat(piece, 2_000_000 / piece.Length));

        var result = Read("reply_to", list);

        Assert.Equal("reply_to", Assert.Single(result.Errors).Field);
        Assert.InRange(result.Errors[0].Message.Length, 1, 1_000);
    }

    [Theory]
    [InlineData("""{"email":"jane@example.com","name":"Doe, Jane"}""", "\"Doe, Jane\" <jane@example.com>")]
    [InlineData("""[{"address":"jane@example.com","name":"Jane \"JD\" Doe"}]""", "\"Jane \\\"JD\\\" Doe\" <jane@example.com>")]
    [InlineData("""[{"email":" jane@example.com ","name":""}]""", "jane@example.com")]
    [InlineData("""[{"name":null,"email":"jane@example.com"}]""", "jane@example.com")]
    [InlineData("""[{"name":"=?utf-8?q?Doe=2C_Jane?=","email":"jane@example.com"}]""", "\"Doe, Jane\" <jane@example.com>")]
    public void Object_is_an_address_with_its_name(string value, string expected)
    {
        var result = ReadJson("to", value);

        Assert.Empty(result.Errors);
        Assert.Equal(expected, Assert.Single(result.Email!.To).ToString());
    }

    [Theory]
    [InlineData("""{"name":"Jane"}""", "to", "must have email, the address")]
    [InlineData("""[{"email":"jane"}]""", "to[0]", "it has no @")]
    [InlineData("""[{"email":7}]""", "to[0].email", "must be a string, not a number")]
    [InlineData("""[{"email":"jane@example.com","nmae":"Jane"}]""", "to[0].nmae", "did you mean \"name\"?")]
    [InlineData("""[{"email":"jane@example.com","address":"joe@example.com"}]""", "to[0].address", "is not a known field")]
    [InlineData("""[{"email":"Jane <jane@example.com>","name":"Jane"}]""", "to[0]", "must not have")]
    [InlineData("""[{"email":"jane@example.com>,<joe@example.com","name":"Jane"}]""", "to[0]", "must not have")]
    [InlineData("""[{"email":"jane@example.com","name":"Jane\r\nBcc: joe@example.com"}]""", "to[0]", "carriage return")]
    public void Fault_of_an_object_is_reported_at_its_field(string value, string path, string expected)
    {
        var result = ReadJson("to", value);

        var error = Assert.Single(result.Errors);
        Assert.Equal(path, error.Field);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    private static EmailReadResult Read(string field, string list)
    {
        var fields = new Dictionary<string, string> { ["from"] = "a@example.com", ["to"] = "b@example.com", ["subject"] = "s", ["text"] = "t", [field] = list };
        return EmailReader.Read(JsonSerializer.SerializeToUtf8Bytes(fields), new EmailLimits(), DateTimeOffset.UnixEpoch);
    }

    private static EmailReadResult ReadJson(string field, string value)
    {
        var fields = new JsonObject { ["from"] = "a@example.com", ["to"] = "b@example.com", ["subject"] = "s", ["text"] = "t", [field] = JsonNode.Parse(value) };
        return EmailReader.Read(JsonSerializer.SerializeToUtf8Bytes(fields), new EmailLimits(), DateTimeOffset.UnixEpoch);
    }
}
