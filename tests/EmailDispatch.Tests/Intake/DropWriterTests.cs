using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Intake;

namespace EmailDispatch.Tests.Intake;

/// <summary>How a drop is written with its id.</summary>
public sealed class DropWriterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 10, 20, 0, TimeSpan.Zero);

    private static readonly EmailId Id = EmailId.New(ManualTime.At("2026-11-21T10:20:00Z"));

    [Theory]
    [InlineData("{}", """{"id":"<id>","tenant":"default"}""")]
    [InlineData("""{"subject":"s"}""", """{"id":"<id>","tenant":"default","subject":"s"}""")]
    [InlineData("""{"idempotency_key":"k\u0022","tenant":"acme","subject":"s"}""", """{"id":"<id>","tenant":"acme","idempotency_key":"k\u0022","subject":"s"}""")]
    public void Id_and_what_was_outside_the_email_are_first(string json, string expected)
    {
        expected = expected.Replace("<id>", Id.ToString(), StringComparison.Ordinal);

        Assert.Equal(expected, Write($" \n{json}"));
        Assert.Equal(expected, Write($"\uFEFF{json}"));
        Assert.Equal(Convert.ToBase64String(Encoding.UTF8.GetBytes(expected)), Write(Convert.ToBase64String(Encoding.UTF8.GetBytes(json))));
    }

    [Theory]
    [InlineData("t", 1_000, true, "base64")]
    // In base64 it has no room for its id, but it has plain, unless XML cannot have its characters.
    [InlineData("t", 49_100, true, "plain")]
    [InlineData("\ud83d\ude00", 12_275, true, "plain")]
    [InlineData("\uffff", 16_366, true, null)]
    // "<" takes four bytes in XML.
    [InlineData("<", 16_000, false, "plain")]
    [InlineData("<", 33_000, false, "base64")]
    [InlineData("t", 65_500, false, null)]
    public void Encoding_is_changed_only_where_the_other_fits(string character, int count, bool isEncoded, string? form)
    {
        var json = $$"""{"text":"{{string.Concat(Enumerable.Repeat(character, count))}}"}""";

        var written = Write(isEncoded ? Convert.ToBase64String(Encoding.UTF8.GetBytes(json)) : json);

        Assert.Equal(form, written is null ? null : written[0] == '{' ? "plain" : "base64");
        Assert.Equal(written is null ? null : json, written is null ? null : Encoding.UTF8.GetString(DropReader.Read(Encoding.UTF8.GetBytes(written), Now)!.Json.Span));
    }

    [Fact]
    public void Reference_has_only_the_id_and_the_tenant() =>
        Assert.Equal($$"""{"id":"{{Id}}","tenant":"acme","stored":true}""", DropWriter.WriteReference("acme", Id).ToString());

    private static string? Write(string original)
    {
        var body = BinaryData.FromString(original);
        return DropWriter.Write(body, DropReader.Read(body.ToMemory(), Now)!, Id)?.ToString();
    }
}
