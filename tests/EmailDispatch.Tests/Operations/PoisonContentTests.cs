using System.Text;
using EmailDispatch.Operations;

namespace EmailDispatch.Tests.Operations;

public sealed class PoisonContentTests
{
    [Theory]
    [InlineData("""{"html":"<p>secret</p>"}""")]
    [InlineData("""{"payload":{"text":"secret","text_of_html":"secret"}}""")]
    [InlineData("""{"attachments":[{"filename":"a.txt","content":"secret"},{"content":{"type":"Buffer","data":["secret"]}}]}""")]
    [InlineData("""{"bcc":["secret@example.com"]}""")]
    [InlineData("""{"bcc":"secret@example.com"}""")]
    [InlineData("""{"payload":{"Bcc":[{"address":"secret@example.com"}]}}""")]
    public void Bodies_attachments_and_blind_copies_are_left_out(string message) =>
        Assert.DoesNotContain("secret", Of(message), StringComparison.Ordinal);

    [Fact]
    public void Other_values_are_shown_and_long_ones_cut()
    {
        var content = Of($$"""{"to":["jörg@example.com"],"subject":"{{new string('s', 5000)}}","attempt":3,"provider":null}""");

        Assert.Contains("jörg@example.com", content, StringComparison.Ordinal);
        Assert.Contains("\"attempt\": 3", content, StringComparison.Ordinal);
        Assert.Contains("(5000 characters)", content, StringComparison.Ordinal);
        Assert.DoesNotContain(new string('s', 201), content, StringComparison.Ordinal);
    }

    public static TheoryData<string> Odd =>
    [
        "", "not JSON", "\"text\"", "null", "[", "{\"a\":1,\"a\":2}", "{\"a\":\"\\ud800\"}", "{\"\\ud800\":1}", "{\"html\":\"\\udc00\"}", "{\"bcc\":null,\"html\":null}",
        new string('[', 60_000), "[" + string.Join(',', Enumerable.Repeat("1", 30_000)) + "]", "{\"" + new string('k', 60_000) + "\":1}", new string('x', 60_000),
    ];

    [Theory]
    [MemberData(nameof(Odd))]
    public void Any_message_has_a_content_of_bounded_size(string message) => Assert.InRange(Of(message).Length, 0, 16_001);

    [Fact]
    public void Bytes_that_are_no_text_are_shown_somehow() =>
        Assert.NotEmpty(PoisonContent.Of(new byte[] { 0xFF, 0x00, 0xC3, 0x28 }));

    private static string Of(string message) => PoisonContent.Of(Encoding.UTF8.GetBytes(message));
}
