using System.Net.Http.Headers;
using EmailDispatch.Queueing;

namespace EmailDispatch.Tests.Queueing;

public sealed class LinkedFileStoreTests
{
    [Theory]
    [InlineData("report.pdf", "report.pdf", "report.pdf")]
    [InlineData("a\"; filename=evil.html; x=\".pdf", "a_; filename=evil.html; x=_.pdf", "a\"; filename=evil.html; x=\".pdf")]
    [InlineData("Müller 100%.pdf", "M_ller 100_.pdf", "Müller 100%.pdf")]
    [InlineData("../..\\up.pdf", ".._.._up.pdf", ".._.._up.pdf")]
    [InlineData("a\r\nX-Evil: 1.pdf", "a__X-Evil: 1.pdf", "a\r\nX-Evil: 1.pdf")]
    [InlineData("\U0001F4C4 'x'*.html", "_ 'x'*.html", "\U0001F4C4 'x'*.html")]
    public void Disposition_is_one_header_value_that_saves_the_file_under_its_name(string filename, string plain, string whole)
    {
        var header = LinkedFileStore.DispositionOf(filename);

        Assert.All(header, character => Assert.InRange(character, ' ', '~'));
        var read = ContentDispositionHeaderValue.Parse(header);
        Assert.Equal(("attachment", plain, whole), (read.DispositionType, read.FileName, read.FileNameStar));
        Assert.Equal(2, read.Parameters.Count);
    }
}
