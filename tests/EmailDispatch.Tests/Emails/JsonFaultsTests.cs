using System.Text;
using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

/// <summary>What is told of a body that is not JSON.</summary>
public sealed class JsonFaultsTests
{
    [Theory]
    [InlineData("", "is empty; it must be JSON")]
    [InlineData(" \n", "is empty; it must be JSON")]
    [InlineData("{", "it ends too early at line 1, column 2")]
    [InlineData("{\"to\":\"a", "it ends too early at line 1, column")]
    [InlineData("nonsense", "unexpected \"o\" (U+006F) at line 1, column 2")]
    [InlineData("{\"from\":}", "unexpected \"}\" (U+007D) at line 1, column 9")]
    [InlineData("{\"a\":1,}", "a trailing comma before \"}\" at line 1, column 8")]
    [InlineData("{\n  \"a\": [1,\n 2,\n ]}", "a trailing comma before \"]\" at line 4, column 2")]
    [InlineData("{\"é😀\":1 \"b\":2}", "unexpected \"\"\" (U+0022) at line 1, column 9")]
    [InlineData("{'to':1}", "a single quotation mark; strings and names need double ones, at line 1, column 2")]
    [InlineData("{\"a\":'b'}", "a single quotation mark; strings and names need double ones, at line 1, column 6")]
    [InlineData("{\"a\":\"x\ty\"}", "the invisible character U+0009 inside a string, which must be escaped, at line 1, column 8")]
    [InlineData("{\"a\":\"\\x\"}", "\"\\x\", which is not a JSON escape, at line 1, column 8")]
    [InlineData("{\"a\":NaN}", "unexpected \"N\" (U+004E) at line 1, column 6")]
    [InlineData("{} {}", "unexpected \"{\" (U+007B) at line 1, column 4")]
    [InlineData("{\"a\":1,\r\n\"to\":2,\r\n\"to\":3}", "the field \"to\" is given twice, the second time at line 3, column 1")]
    [InlineData("{\"headers\":{\"A\":1},\"x\":[{\"A\":1,\"\\u0041\":2}]}", "the field \"A\" is given twice, the second time at line 1, column 32")]
    [InlineData("{\"a\":1,\"\\ud800\":1}", "a field whose name is not valid Unicode text at line 1, column 8")]
    [InlineData("// a comment\n{}", "unexpected \"/\" (U+002F) at line 1, column 1")]
    public void Fault_is_described_with_its_position(string json, string expected)
    {
        var result = Read(json);

        Assert.Equal(EmailFault.Malformed, result.Fault);
        Assert.Contains(expected, Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(17)]
    [InlineData(5_000)]
    public void Depth_is_reported(int depth)
    {
        var result = Read($"{new string('[', depth)}{new string(']', depth)}");

        Assert.Equal((EmailFault.Malformed, "is not valid JSON: more than 16 nested objects and arrays at line 1, column 17"), (result.Fault, Assert.Single(result.Errors).Message));
    }

    [Theory]
    [InlineData("{\"a\": tru }")]
    [InlineData("{\"a\": 01}")]
    [InlineData("{\"a\": 1.}")]
    [InlineData("{\"a\": +1}")]
    [InlineData("{\"a\" 1}")]
    [InlineData("{a: 1}")]
    [InlineData("{\"a\": \"\\u12\"}")]
    [InlineData("[1 2]")]
    [InlineData("]")]
    [InlineData("\u0000")]
    [InlineData("{\"a\":\"\n\"}")]
    public void Runtime_messages_are_not_exposed(string json)
    {
        var message = Assert.Single(Read(json).Errors).Message;

        Assert.Matches("^is not valid JSON: .* at line [1-9][0-9]*, column [1-9][0-9]*$", message);
        Assert.DoesNotContain("LineNumber", message, StringComparison.Ordinal);
        Assert.DoesNotContain("JsonReader", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Place_in_a_part_is_that_in_the_whole_body()
    {
        var whole = "[\n{},\n é {\"a\":1,\"a\":2}]"u8.ToArray();
        var start = whole.AsSpan().LastIndexOf("{"u8);

        var result = EmailReader.Read(whole.AsMemory(start, whole.Length - start - 1), new EmailLimits(), DateTimeOffset.UnixEpoch, whole.AsMemory(0, start));

        Assert.EndsWith("at line 3, column 11", Assert.Single(result.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Long_name_is_cut()
    {
        var name = new string('x', 10_000);

        var result = Read($"{{\"{name}\":1,\"{name}\":2}}");

        Assert.InRange(Assert.Single(result.Errors).Message.Length, 1, 200);
    }

    [Fact]
    public void Small_request_gets_the_same_message()
    {
        var result = ScheduleReader.Read("{\"scheduled_at\":\"now\",}"u8.ToArray(), DateTimeOffset.UnixEpoch);

        Assert.Equal("is not valid JSON: a trailing comma before \"}\" at line 1, column 23", Assert.Single(result.Errors).Message);
    }

    private static EmailReadResult Read(string json) => EmailReader.Read(Encoding.UTF8.GetBytes(json), new EmailLimits(), DateTimeOffset.UnixEpoch);
}
