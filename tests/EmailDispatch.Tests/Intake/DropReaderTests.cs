using System.Text;
using EmailDispatch.Intake;

namespace EmailDispatch.Tests.Intake;

public sealed class DropReaderTests
{
    private const string Id = "0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061";

    // Some minutes after that id was made.
    private static readonly DateTimeOffset Now = new(2025, 3, 17, 1, 30, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("""{"text":"é"}""")]
    [InlineData(" \r\n\t{\"text\":\"é\"}\n")]
    [InlineData("\uFEFF{\"text\":\"é\"}")]
    public void Json_is_read_plain_and_in_base64(string json)
    {
        var bytes = Encoding.UTF8.GetBytes(json);
        var base64 = Convert.ToBase64String(bytes, Base64FormattingOptions.InsertLineBreaks);

        var plain = DropReader.Read(bytes, Now);
        var encoded = DropReader.Read(Encoding.UTF8.GetBytes($" {base64}\n"), Now);

        Assert.Equal("""{"text":"é"}""", Text(plain));
        Assert.Equal("""{"text":"é"}""", Text(encoded));
    }

    [Fact]
    public void What_is_not_of_the_email_is_taken_out_and_the_rest_left_as_it_is()
    {
        var drop = Read($$"""{"id":"{{Id}}","\u0074o" : ["a\u0040example.com"], "tenant":"acme","text":"\ud800","idempotency_key":"k"}""");

        Assert.Equal((Id, "acme", "k"), (drop!.Id.ToString(), drop.Tenant, drop.IdempotencyKey));
        Assert.Equal("""{"\u0074o":["a\u0040example.com"],"text":"\ud800"}""", Text(drop));
        Assert.Empty(drop.Errors);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":null,"tenant":null,"idempotency_key":null}""")]
    public void What_is_not_given_has_its_default(string json)
    {
        var drop = Read(json);

        Assert.Equal((null, "default", null, false), (drop!.Id, drop.Tenant, drop.IdempotencyKey, drop.IsReference));
        Assert.Empty(drop.Errors);
        Assert.Equal("{}", Text(drop));
    }

    [Theory]
    [InlineData("""{"id":1}""", "id")]
    [InlineData("""{"id":"order-7"}""", "id")]
    [InlineData("""{"id":"00000000-0000-0000-0000-000000000000"}""", "id")]
    [InlineData("""{"id":"ffffffff-ffff-ffff-ffff-ffffffffffff"}""", "id")]
    [InlineData("""{"id":"5f0c0f4e-8d1c-4a52-1f0d-0a6f6a3f1b52"}""", "id")]
    [InlineData("""{"id":"5f0c0f4e-8d1c-9a52-9f0d-0a6f6a3f1b52"}""", "id")]
    [InlineData("""{"id":"5f0c0f4e-8d1c-0a52-9f0d-0a6f6a3f1b52"}""", "id")]
    [InlineData("""{"id":"00000000-0000-7000-8000-000000000000"}""", "id")]
    [InlineData("""{"id":"ffffffff-ffff-7fff-bfff-ffffffffffff"}""", "id")]
    [InlineData("""{"tenant":"A b"}""", "tenant")]
    [InlineData("""{"tenant":"a|b"}""", "tenant")]
    [InlineData("""{"tenant":[]}""", "tenant")]
    [InlineData("""{"idempotency_key":7}""", "idempotency_key")]
    public void What_cannot_be_used_is_told_and_has_its_default(string json, string field)
    {
        var drop = Read(json);

        Assert.Equal(field, Assert.Single(drop!.Errors).Field);
        Assert.Equal((null, "default", null), (drop.Id, drop.Tenant, drop.IdempotencyKey));
    }

    [Theory]
    [InlineData("5f0c0f4e-8d1c-4a52-9f0d-0a6f6a3f1b52", true)]
    [InlineData("{5F0C0F4E-8D1C-4A52-9F0D-0A6F6A3F1B52}", true)]
    [InlineData("c232ab00-9414-11ec-b3c8-9f6bdeced846", true)]
    [InlineData("1ec9414c-232a-6b00-b3c8-9f6bdeced846", true)]
    [InlineData("5f0c0f4e-8d1c-8a52-9f0d-0a6f6a3f1b52", true)]
    [InlineData("0195A1B2-C3D4-7E5F-8A6B-1C2D3E4F5061", false)]
    [InlineData("{0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061}", false)]
    [InlineData("0195a1b2c3d47e5f8a6b1c2d3e4f5061", false)]
    public void Uuid_of_any_version_and_form_is_an_id(string text, bool isOther)
    {
        var drop = Read($$"""{"id":"{{text}}"}""");

        Assert.Empty(drop!.Errors);
        Assert.Equal(Guid.Parse(text), drop.GivenId ?? Guid.Parse(drop.Id!.Value.ToString()));
        Assert.Equal(isOther, drop.GivenId is not null);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" \n")]
    [InlineData("hello")]
    [InlineData("true")]
    [InlineData("<QueueMessage/>")]
    [InlineData("{")]
    [InlineData("""{"to":"a","to":"b"}""")]
    [InlineData("""{"\ud800":1}""")]
    [InlineData("eyJ0byI6")]
    [InlineData("""[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]""")]
    public void What_is_not_json_is_no_drop(string text) => Assert.Null(Read(text));

    [Theory]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    public void Other_json_is_left_to_be_refused_as_an_email(string json)
    {
        var drop = Read(json);

        Assert.Equal(json, Text(drop));
        Assert.Equal("default", drop!.Tenant);
    }

    [Theory]
    [InlineData("-30.00:00:00", true)]
    [InlineData("-30.00:00:00.001", false)]
    [InlineData("01:00:00", true)]
    [InlineData("01:00:00.001", false)]
    public void Id_may_be_thirty_days_old_or_an_hour_ahead(string ahead, bool isId)
    {
        var made = Read($$"""{"id":"{{Id}}"}""")!.Id!.Value.AcceptedAt;

        var drop = DropReader.Read(Encoding.UTF8.GetBytes($$"""{"id":"{{Id}}"}"""), made - TimeSpan.Parse(ahead, null));

        Assert.Equal(isId, drop!.Id is not null);
        Assert.Equal(isId ? [] : ["id"], drop.Errors.Select(error => error.Field));
    }

    [Theory]
    [InlineData(""", "stored":true""", true)]
    [InlineData("", false)]
    [InlineData(""", "stored":false""", false)]
    [InlineData(""", "stored":true,"subject":"s" """, false)]
    [InlineData(""", "stored":true,"idempotency_key":"k" """, false)]
    public void Reference_is_an_id_and_nothing_else(string more, bool isReference)
    {
        Assert.Equal(isReference, Read($$"""{"id":"{{Id}}"{{more}}}""")!.IsReference);
        Assert.False(Read($$"""{"tenant":"acme"{{more}}}""")!.IsReference);
    }

    private static Drop? Read(string text) => DropReader.Read(Encoding.UTF8.GetBytes(text), Now);

    private static string Text(Drop? drop) => Encoding.UTF8.GetString(drop!.Json.Span).Trim();
}
