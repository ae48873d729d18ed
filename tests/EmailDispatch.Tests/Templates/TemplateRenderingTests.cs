using System.Text;
using EmailDispatch.Emails;
using EmailDispatch.Templates;
using EmailDispatch.Templates.Language;

namespace EmailDispatch.Tests.Templates;

public sealed class TemplateRenderingTests
{
    [Fact]
    public async Task Values_are_escaped_in_html_only()
    {
        var json = TemplateBench.Json("<p title=\"{{{A}}}\">{{{A}}} {{ A }}</p>", "A:string", "Hi {{{A}}}", "{{{A}}}");

        var (rendered, errors) = await TemplateBench.RenderAsync(json, """{"A":"<b>\"Zoë\" & 'co'</b>"}""");

        Assert.Empty(errors);
        const string Escaped = "&lt;b&gt;&quot;Zoë&quot; &amp; &#x27;co&#x27;&lt;/b&gt;";
        Assert.Equal($"<p title=\"{Escaped}\">{Escaped} {Escaped}</p>", rendered!.Html);
        Assert.Equal(("Hi <b>\"Zoë\" & 'co'</b>", "<b>\"Zoë\" & 'co'</b>"), (rendered.Subject, rendered.Text));
    }

    [Fact]
    public async Task Conditions_and_loops_show_lists()
    {
        const string Html = "{% if ITEMS.size > 1 %}{{ ITEMS.size }}: {% endif %}{% for item in ITEMS %}{{ item.name }} {{{item.price}}}{% unless forloop.last %}, {% endunless %}{% else %}none{% endfor %}";
        var json = TemplateBench.Json(Html, "ITEMS:list=[]");

        var several = await TemplateBench.RenderAsync(json, """{"ITEMS":[{"name":"<Tea>","price":3.5},{"name":"Pot","price":20}]}""");
        var none = await TemplateBench.RenderAsync(json);

        Assert.Equal("2: &lt;Tea&gt; 3.5, Pot 20", several.Rendered?.Html);
        Assert.Equal("none", none.Rendered?.Html);
    }

    [Fact]
    public async Task Only_a_variable_of_the_type_html_is_not_escaped()
    {
        var (rendered, _) = await TemplateBench.RenderAsync(TemplateBench.Json("{{{BODY}}}", "BODY:html"), """{"BODY":"<b>&amp;</b>"}""");
        var (_, inSubject) = await TemplateBench.RenderAsync(TemplateBench.Json("x", "BODY:html", "{{{BODY}}}"), """{"BODY":"<b>"}""");

        Assert.Equal("<b>&amp;</b>", rendered?.Html);
        Assert.Contains("can only be used in html", Assert.Single(inSubject).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}", "template.variables.A")]
    [InlineData("""{"A":null,"N":"25"}""", "template.variables.A, template.variables.N")]
    [InlineData("""{"A":"x","N":"25"}""", "template.variables.N")]
    [InlineData("""{"A":{"b":1}}""", "template.variables.A")]
    [InlineData("""{"A":"x\r\nBcc: a@example.com"}""", "template.variables.A")]
    [InlineData("""{"A":"x\u0000"}""", "template.variables.A")]
    public async Task Unusable_value_is_named(string values, string fields)
    {
        var (rendered, errors) = await TemplateBench.RenderAsync(TemplateBench.Json("{{{A}}} {{{N}}}", "A:string N:number=1", "{{{A}}}"), values);

        Assert.Null(rendered);
        Assert.Equal(fields, string.Join(", ", errors.Select(error => error.Field)));
    }

    [Fact]
    public async Task Line_break_from_a_list_does_not_reach_the_subject()
    {
        var json = TemplateBench.Json("x", "L:list", "{% for x in L %}{{ x }}{% endfor %}");

        var (rendered, errors) = await TemplateBench.RenderAsync(json, """{"L":["a\nBcc: b@example.com"]}""");

        Assert.Null(rendered);
        Assert.Contains("into the subject", Assert.Single(errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fallbacks_fill_in_and_values_without_a_variable_are_ignored()
    {
        var json = TemplateBench.Json("{{{A}}} {{{N}}} {{ B }} {{ O.x }}", "A:string=\"item\" N:number=25 B:boolean=true O:object={\"x\":1}");

        var (rendered, errors) = await TemplateBench.RenderAsync(json, """{"A":7,"OLD":"no longer used"}""");

        Assert.Empty(errors);
        Assert.Equal("7 25 true 1", rendered?.Html);
    }

    [Theory]
    [InlineData("""{"html":"x"}""", "name")]
    [InlineData("""{"name":"t"}""", "html")]
    [InlineData("""{"name":"t","html":""}""", "html")]
    [InlineData("""{"name":"t","html":"x","alias":"a b"}""", "alias")]
    [InlineData("""{"name":"t","html":"x","alias":"0195a1b2-c3d4-7e5f-8a6b-1c2d3e4f5061"}""", "alias")]
    [InlineData("""{"name":"t","html":"x","from":"nobody"}""", "from")]
    [InlineData("""{"name":"t","html":"x","subject":"a\nb"}""", "subject")]
    [InlineData("""{"name":"t","html":"x","variables":[{"key":"EMAIL","type":"string"}]}""", "variables[0].key")]
    [InlineData("""{"name":"t","html":"x","variables":[{"key":"a b","type":"string"}]}""", "variables[0].key")]
    [InlineData("""{"name":"t","html":"x","variables":[{"key":"A","type":"string"},{"key":"A","type":"string"}]}""", "variables[1].key")]
    [InlineData("""{"name":"t","html":"x","variables":[{"key":"A","type":"date"}]}""", "variables[0].type")]
    [InlineData("""{"name":"t","html":"x","variables":[{"key":"A"}]}""", "variables[0].type")]
    [InlineData("""{"name":"t","html":"x","variables":[{"key":"A","type":"number","fallback_value":"1"}]}""", "variables[0].fallback_value")]
    [InlineData("""{"name":"t","html":"x","react":"x"}""", "react")]
    public void Invalid_template_is_refused_by_its_field(string json, string field)
    {
        var read = TemplateReader.Read(Encoding.UTF8.GetBytes(json));

        Assert.Equal(field, Assert.Single(read.Errors).Field);
    }

    [Fact]
    public void Css_is_inlined_without_fetching()
    {
        const string Html = "<html><head><link rel=\"stylesheet\" href=\"http://127.0.0.1:1/a.css\"><style>p { color: red } @media print { p { color: black } }</style></head><body><p>x</p></body></html>";
        var fields = new JsonFields();

        var inlined = CssInliner.Inline(Html, fields);

        Assert.Empty(fields.Errors);
        Assert.Contains("<p style=\"color: red\">x</p>", inlined, StringComparison.Ordinal);
        Assert.DoesNotContain("a.css", inlined, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@import url(http://127.0.0.1:1/a.css);", "@import")]
    [InlineData("\\40 import url(http://127.0.0.1:1/a.css);", "backslash")]
    [InlineData("p:not(:has(a)) { color: red }", "parentheses")]
    [InlineData("a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a { color: red }", "selector")]
    public void Css_that_is_costly_or_fetches_is_not_inlined(string css, string fault)
    {
        var fields = new JsonFields();

        var inlined = CssInliner.Inline($"<style>{css}</style><p>x</p>", fields);

        Assert.Null(inlined);
        Assert.Contains(fault, Assert.Single(fields.Errors).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Too_many_rules_are_not_inlined()
    {
        var fields = new JsonFields();

        var inlined = CssInliner.Inline($"<style>{string.Concat(Enumerable.Repeat("p{}", 300))}</style>{string.Concat(Enumerable.Repeat("<p>x</p>", 4_000))}", fields);

        Assert.Null(inlined);
        Assert.Contains("too many rules", Assert.Single(fields.Errors).Message, StringComparison.Ordinal);
    }
}
