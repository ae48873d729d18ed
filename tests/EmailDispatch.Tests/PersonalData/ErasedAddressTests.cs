using EmailDispatch.Emails;
using EmailDispatch.PersonalData;
using EmailDispatch.Status;
using EmailDispatch.Suppressions;

namespace EmailDispatch.Tests.PersonalData;

public sealed class ErasedAddressTests
{
    private static readonly string Hash = new('a', 64);

    private readonly ErasedAddress _ann = new("Ann@Example.com", Hash);

    [Theory]
    [InlineData("ann@example.com", true)]
    [InlineData("ANN@EXAMPLE.COM", true)]
    [InlineData("\"ann\"@example.com", true)]
    [InlineData("Ann Smith <ann@example.com>", true)]
    [InlineData("ann+shop@example.com", false)]
    [InlineData("ann@example.org", false)]
    [InlineData("joann@example.com", false)]
    [InlineData("no address", false)]
    public void Address_is_known_in_every_spelling_and_no_other_is(string text, bool expected)
    {
        Assert.Equal(expected, _ann.Is(text));
    }

    [Theory]
    [InlineData("For ann@example.com, and <ANN@example.com>.", "For {0}, and <{0}>.")]
    [InlineData("ann@example.com", "{0}")]
    [InlineData("ann@example.com.", "{0}.")]
    [InlineData("mailto:ann@example.com?subject=ann@example.com", "mailto:{0}?subject={0}")]
    [InlineData("joann@example.com, ann@example.com.au, ann@example.community, x.ann@example.com", "joann@example.com, ann@example.com.au, ann@example.community, x.ann@example.com")]
    public void Address_is_replaced_as_a_whole_word(string text, string expected)
    {
        Assert.Equal(expected.Replace("{0}", _ann.Shown, StringComparison.Ordinal), _ann.CutFrom(text));
    }

    [Fact]
    public void Hash_keeps_the_domain_and_is_an_address()
    {
        Assert.Equal("erased-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa@example.com", _ann.Shown);
        Assert.True(AddressHashes.IsErased(_ann.Shown));
        Assert.False(AddressHashes.IsErased("erased-by@example.com"));
    }

    [Fact]
    public void Row_loses_the_address_its_name_and_the_words_of_servers_and_keeps_its_figures()
    {
        var attempt = new Attempt { Number = 1, Provider = "p", At = DateTimeOffset.UnixEpoch, Milliseconds = 5, Outcome = AttemptOutcome.Partial, Phase = "rcpt_to", Code = 550, Category = "recipient_unknown", Reply = "ann=40example.com?" };
        var row = Row(new Recipient("ANN@example.com", RecipientKind.Bcc, EmailStatus.Bounced) { Name = "Ann", Reply = "550 ann who", Report = new DeliveryReport(ReportKind.Bounced, DateTimeOffset.UnixEpoch, "p") { Reason = "ann" } }, new Recipient("bob@example.com", RecipientKind.To, EmailStatus.Sent) { Reply = "250 not ann@example.com" }) with { Attempts = [attempt], ReplyTo = ["Ann <ann@example.com>"], Errors = [new FieldError("to", "ann@example.com is odd")] };

        var erased = _ann.CutFrom(row);

        Assert.Equal(new Recipient(_ann.Shown, RecipientKind.Bcc, EmailStatus.Bounced) { Report = new DeliveryReport(ReportKind.Bounced, DateTimeOffset.UnixEpoch, "p") }, erased.Recipients[0]);
        Assert.Equal($"250 not {_ann.Shown}", erased.Recipients[1].Reply);
        Assert.Equal([attempt with { Reply = null }], erased.Attempts);
        Assert.Equal([_ann.Shown], erased.ReplyTo);
        Assert.Equal($"{_ann.Shown} is odd", erased.Errors[0].Message);
        Assert.Equal(("Hello", true), (erased.Subject, erased.IsErased));
        Assert.Equal("", _ann.CutFrom(Row(row.Recipients[0])).Subject);
    }

    [Fact]
    public void Row_of_other_people_loses_the_address_only_and_keeps_its_content()
    {
        var row = Row(new Recipient("bob@example.com", RecipientKind.To, EmailStatus.Failed)) with { Subject = "About ann@example.com" };

        var erased = _ann.CutFrom(row);

        Assert.Equal(($"About {_ann.Shown}", false), (erased.Subject, erased.IsErased));
    }

    [Fact]
    public void Json_is_changed_in_its_texts_however_they_are_escaped()
    {
        const string Json = """{"to":["\u0061nn@example.com"],"n":1,"subject":"s"}""";

        Assert.Equal($$"""{"to":["{{_ann.Shown}}"],"n":1,"subject":"s"}""", _ann.CutFromJson(Json));
        Assert.True(_ann.IsInJson(Json));
        Assert.False(_ann.IsInJson("""{"to":["joann@example.com"]}"""));
    }

    [Fact]
    public void Position_is_read_back_and_a_changed_one_stays_in_its_tenant()
    {
        var position = new ScanPosition(ScanStep.Emails, "acme|512345|0", "abc");

        Assert.True(ScanPosition.TryParse(position.ToString(), out var read));
        Assert.Equal(position, read);
        Assert.True(TenantScan.IsOf("acme", position));
        Assert.False(TenantScan.IsOf("acm", position));
        Assert.All(["", "!", "YQ", new string('a', 2000), new ScanPosition((ScanStep)7, "", "").ToString()], text => Assert.False(ScanPosition.TryParse(text, out _)));
    }

    private static EmailRow Row(params Recipient[] recipients) => new()
    {
        Id = EmailId.New(TimeProvider.System),
        Tenant = "acme",
        Status = EmailStatus.Sent,
        From = "news@example.org",
        Subject = "Hello",
        Recipients = recipients,
    };
}
