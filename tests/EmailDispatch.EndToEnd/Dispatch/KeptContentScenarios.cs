using System.Globalization;
using System.Text;
using Azure;
using Azure.Storage.Blobs;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.EndToEnd.Queueing;
using EmailDispatch.Providers;
using EmailDispatch.Queueing;
using EmailDispatch.Status;

namespace EmailDispatch.EndToEnd.Dispatch;

/// <summary>What is found of an email's content after its acceptance.</summary>
[Collection<ScenarioStorage>]
public sealed class KeptContentScenarios(Azurite azurite)
{
    private static readonly Email Letter = new() { From = new EmailAddress("ann@example.com"), To = [new EmailAddress("a@example.com")], Subject = "Hello", Text = "Hi" };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("second", "second")]
    [InlineData("gone", "")]
    [InlineData(null, "")]
    public async Task Content_is_found_with_its_provider_and_the_time_of_the_row(string? sentBy, string expected)
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await StoreAsync(scenario, Letter with { ScheduledAt = scenario.Time.Now });
        row = row with { Provider = sentBy, ScheduledAt = scenario.Time.Now.AddDays(1) };

        var found = await scenario.Get<KeptMessages>().FindAsync(row, Cancellation);

        Assert.Equal((row.Id, "Hello", row.ScheduledAt, expected), (found!.Id, found.Email.Subject, found.Email.ScheduledAt, found.Provider.Name));
        Assert.Contains("Subject: Hello", Encoding.UTF8.GetString(found.Compose()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Email_that_travels_in_its_message_has_no_kept_content()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.ReadAsync(await scenario.AcceptAsync());

        Assert.Null(await scenario.Get<KeptMessages>().FindAsync(row, Cancellation));
        Assert.Null(await scenario.Get<KeptAttachments>().FindAsync(row, Cancellation));
    }

    [Fact]
    public async Task Storage_that_refuses_is_not_taken_for_content_that_is_gone()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await scenario.ReadAsync(await scenario.AcceptAsync());
        var refused = new PayloadStore(new BlobServiceClient(azurite.ConnectionString, RefusedRequests.In(new BlobClientOptions())));

        await Assert.ThrowsAsync<RequestFailedException>(() => new KeptMessages(refused, scenario.Get<ProviderCatalogue>()).FindAsync(row, Cancellation));
    }

    [Theory]
    [InlineData("plain", "from HTML", "<p>html</p>", "plain")]
    [InlineData(null, "from HTML", "<p>html</p>", "from HTML")]
    [InlineData(null, null, "<p>html</p>", "html")]
    [InlineData(null, null, null, null)]
    public void Text_is_the_given_one_or_that_of_the_html(string? text, string? textOfHtml, string? html, string? expected) =>
        Assert.Equal(expected, KeptMessage.TextOf(Letter with { Text = text, TextOfHtml = textOfHtml, Html = html })?.Trim());

    [Fact]
    public async Task Message_that_is_sent_as_it_is_is_shown_with_its_contents()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var raw = Encoding.ASCII.GetBytes("From: ann@example.com\r\nTo: a@example.com\r\nSubject: Hello\r\nContent-Type: text/plain\r\n\r\nas it is\r\n");
        var row = await StoreAsync(scenario, Letter with { Text = null, Raw = raw });

        var found = await scenario.Get<KeptMessages>().FindAsync(row, Cancellation);

        Assert.Equal("as it is", found!.Shown.Text?.Trim());
        Assert.Null(found.Email.Text);
    }

    [Fact]
    public async Task Attachments_are_the_linked_files_and_those_of_the_content()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var row = await StoreAsync(scenario, Letter with
        {
            Html = """<img src="cid:logo">""",
            Attachments = [new Attachment("logo.png", [1, 2, 3], "image/png", "logo"), new Attachment("unused.png", [1, 2], "image/png", "unused"), new Attachment("note.txt", [1], "text/plain")],
        });
        row = await LinkAsync(scenario, row, scenario.Time.Now.AddDays(1));

        var found = await scenario.Get<KeptAttachments>().FindAsync(row, Cancellation);
        var again = await scenario.Get<KeptAttachments>().FindAsync(row, Cancellation);

        Assert.Equal(
            ["film.mp4 video/mp4 7  False", "logo.png image/png 3 logo True", "unused.png image/png 2 unused False", "note.txt text/plain 1  False"],
            found!.Select(a => string.Create(CultureInfo.InvariantCulture, $"{a.Filename} {a.ContentType} {a.Size} {a.ContentId} {a.IsInline}")));
        Assert.Equal([true, false, false, false], found!.Select(a => a.Link is not null));
        Assert.Equal(scenario.Time.Now.AddDays(1), found![0].Until);
        Assert.Equal(4, found.Select(a => a.Id).Distinct().Count());
        Assert.Equal(found.Select(a => a.Id), again!.Select(a => a.Id));
    }

    [Fact]
    public async Task Linked_files_are_found_without_the_content_until_their_links_end()
    {
        await using var scenario = await DispatchScenario.StartAsync(azurite);
        var until = scenario.Time.Now.AddHours(1);
        var row = await LinkAsync(scenario, await scenario.ReadAsync(await scenario.AcceptAsync()), until);

        var before = await scenario.Get<KeptAttachments>().FindAsync(row, Cancellation);
        scenario.Time.Now = until;
        var after = await scenario.Get<KeptAttachments>().FindAsync(row, Cancellation);

        Assert.Equal("film.mp4", Assert.Single(before!).Filename);
        Assert.Null(after);
    }

    private static async Task<EmailRow> StoreAsync(DispatchScenario scenario, Email email)
    {
        var row = await scenario.ReadAsync(await scenario.AcceptAsync());
        await scenario.Get<PayloadStore>().SaveAsync(row.Tenant, row.Id, email, Cancellation);
        return row;
    }

    private static async Task<EmailRow> LinkAsync(DispatchScenario scenario, EmailRow row, DateTimeOffset until)
    {
        await scenario.Get<LinkedFileStore>().SaveAsync([(new LinkedFile(row.Tenant, row.Id, 0, "film.mp4", "video/mp4", 7, until), new byte[7])], Cancellation);
        return row with { LinksUntil = until };
    }
}
