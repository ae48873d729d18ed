using System.Text;
using EmailDispatch.Emails.Advising;

namespace EmailDispatch.Tests.Emails.Advising;

/// <summary>What is looked at in a body of 25 MB that was made to be expensive: counted, for a clock proves nothing on a loaded machine.</summary>
public sealed class AdviceCostTests
{
    private const int BodyLength = 25 * 1024 * 1024;

    [Theory]
    [InlineData("<")]
    [InlineData("<a ")]
    [InlineData("<a href")]
    [InlineData("<a href=")]
    [InlineData("<a href href href \"")]
    [InlineData("<a href='https://bit.ly/")]
    [InlineData("http")]
    [InlineData("://")]
    [InlineData("http://")]
    [InlineData("https://https")]
    [InlineData("https://@")]
    [InlineData(" ")]
    [InlineData("free ")]
    [InlineData("a'%")]
    public void Adversarial_body_is_looked_at_a_fixed_number_of_times(string unit)
    {
        var body = AdviceRules.Beginning(new StringBuilder(BodyLength).Insert(0, unit, BodyLength / unit.Length).ToString());

        var (html, text, words) = (BodyLinks.OfHtml(body), BodyLinks.OfText(body), SpamPhrases.Words(body));

        Assert.Equal(AdviceRules.MaxBodyLength, body.Length);
        Assert.InRange(html.Examined, 0, AdviceRules.MaxBodyLength + 1);
        Assert.InRange(text.Examined, 0, AdviceRules.MaxBodyLength + 1);
        Assert.InRange(words.Length, 0, AdviceRules.MaxBodyLength + 2);
    }

    [Fact]
    public void Body_that_ends_in_the_middle_of_anything_is_read_to_its_end()
    {
        const string Html = "<p><a class='x' href = \"https://bit.ly/a?b#c\" data-href='y'>t</a> http://a.example:80/ https://u@b.example";

        for (var length = 0; length <= Html.Length; length++)
        {
            Assert.InRange(BodyLinks.OfHtml(Html.AsSpan(0, length)).Count, 0, 1);
            Assert.InRange(BodyLinks.OfText(Html.AsSpan(0, length)).Count, 0, 3);
        }
    }
}
