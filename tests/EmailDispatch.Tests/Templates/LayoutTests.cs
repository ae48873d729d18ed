using EmailDispatch.Emails;
using EmailDispatch.Templates;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Tests.Templates;

public sealed class LayoutTests
{
    [Fact]
    public async Task Html_takes_the_place_of_the_variable_and_is_not_read_as_a_template()
    {
        var layout = Compile("<body>{{{CONTENT}}}<p>{{ NAME }}</p></body>", "CONTENT:html NAME:string=\"<Acme>\"");

        Assert.Null(layout.LayoutFault);
        Assert.Equal("<body><b>{{ NAME }} {% for</b><p>&lt;Acme&gt;</p></body>", await layout.WrapAsync("<b>{{ NAME }} {% for</b>", new JsonFields()));
    }

    [Theory]
    [InlineData(CompiledTemplate.MaxBodyLength - 2, true)]
    [InlineData(CompiledTemplate.MaxBodyLength - 1, false)]
    public async Task Html_that_becomes_too_long_is_refused(int length, bool fits)
    {
        var fields = new JsonFields();

        var wrapped = await Compile("({{{CONTENT}}})", "CONTENT:html").WrapAsync(new string('x', length), fields);

        Assert.Equal(fits ? CompiledTemplate.MaxBodyLength : null, wrapped?.Length);
        Assert.Equal(fits ? [] : ["html cannot be put into the layout: it becomes longer than 1,000,000 characters"], fields.Errors.Select(error => $"{error.Field} {error.Message}"));
    }

    [Theory]
    [InlineData("{{{CONTENT}}}", "CONTENT:string", "must have the variable CONTENT of the type html, and use it in html")]
    [InlineData("{{{BODY}}}", "BODY:html", "must have the variable CONTENT of the type html, and use it in html")]
    [InlineData("<p></p>", "CONTENT:html", "must have the variable CONTENT of the type html, and use it in html")]
    [InlineData("{{{CONTENT}}} {{ NAME }}", "CONTENT:html NAME:string", "must have a fallback for NAME: emails give a layout no values")]
    public void Template_that_would_lose_the_email_or_lacks_a_value_is_no_layout(string html, string variables, string fault) =>
        Assert.Equal(fault, Compile(html, variables).LayoutFault);

    private static CompiledTemplate Compile(string html, string variables) =>
        CompiledTemplate.Create(TemplateReader.Read(TemplateBench.Json(html, variables)).Request!.Over(null), new JsonFields())!;
}
