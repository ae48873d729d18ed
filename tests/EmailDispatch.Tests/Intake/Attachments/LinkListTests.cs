using EmailDispatch.Intake.Attachments;
using EmailDispatch.Queueing;

namespace EmailDispatch.Tests.Intake.Attachments;

public sealed class LinkListTests
{
    private static readonly Uri Link = new("https://account.blob.core.windows.net/payloads/0?sp=r&sig=a%2Bb");

    [Fact]
    public void List_is_the_end_of_the_body()
    {
        var html = LinkList.AddToHtml("<html><body><p>Hi</p></BODY></html>", [(File("plans.pdf", 5_452_595), Link)]);

        Assert.Equal(
            "<html><body><p>Hi</p><p>Attachments:</p><ul><li><a href=\"https://account.blob.core.windows.net/payloads/0?sp=r&amp;sig=a%2Bb\"><bdi>plans.pdf</bdi></a> (5.2 MB, until 2026-03-16 12:30 UTC)</li></ul></BODY></html>",
            html);
        Assert.EndsWith("</ul>", LinkList.AddToHtml("<p>Hi", [(File("plans.pdf", 1), Link)]), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"><script>alert(1)</script>.pdf", "&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;.pdf")]
    [InlineData("</body><b>'&amp;.pdf", "&lt;/body&gt;&lt;b&gt;&#39;&amp;amp;.pdf")]
    public void Name_is_text_in_the_html(string filename, string shown) =>
        Assert.Contains($"<bdi>{shown}</bdi>", LinkList.AddToHtml("<body></body>", [(File(filename, 1), Link)]), StringComparison.Ordinal);

    [Theory]
    [InlineData(999, "999 bytes")]
    [InlineData(1024, "1 KB")]
    [InlineData(640 * 1024, "640 KB")]
    [InlineData(1024 * 1024, "1 MB")]
    public void Text_has_name_size_time_and_link(long size, string shown) =>
        Assert.Equal($"\n\nAttachments:\n\nplans.pdf ({shown}, until 2026-03-16 12:30 UTC)\n{Link.AbsoluteUri}\n", LinkList.ToText([(File("plans.pdf", size), Link)]));

    private static LinkedFile File(string filename, long size) =>
        new("default", default, 0, filename, "application/pdf", size, new DateTimeOffset(2026, 3, 16, 12, 30, 0, TimeSpan.Zero));
}
