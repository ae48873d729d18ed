namespace EmailDispatch.Tests.Templates;

/// <summary>Templates and values that would hang, exhaust or break out of a template engine. Each is refused, by a bound that counts and does not time.</summary>
public sealed class HostileTemplateTests
{
    // One refusal copies the template a few times; the largest is 600 KiB.
    private const long MaxBytes = 64 * 1024 * 1024;

    public static TheoryData<string, string, string, string, string> Hostile { get; } = new()
    {
        { "range", "{% for i in (1..1000000000) %}x{% endfor %}", "", "{}", "not supported there" },
        { "assign", "{% assign a = 'x' %}", "", "{}", "\"assign\"" },
        { "capture", "{% capture a %}x{% endcapture %}", "", "{}", "\"capture\"" },
        { "include", "{% include 'a' %}", "", "{}", "\"include\"" },
        { "render", "{% render 'a' %}", "", "{}", "\"render\"" },
        { "liquid", "{% liquid echo 'a' %}", "", "{}", "\"liquid\"" },
        { "macro", "{% macro a %}{% endmacro %}", "", "{}", "\"macro\"" },
        { "increment", "{% increment a %}", "", "{}", "\"increment\"" },
        { "cycle", "{% cycle 'a', 'b' %}", "", "{}", "\"cycle\"" },
        { "raw", "{% raw %}{{{% endraw %}", "", "{}", "\"raw\"" },
        { "tablerow", "{% tablerow i in L %}x{% endtablerow %}", "L:list", "{}", "\"tablerow\"" },
        { "hidden tag", "{%- # %}{% if A %}", "A:string", "{}", "the tag \"\"" },
        { "deep", Repeat("{% if A %}", 11) + Repeat("{% endif %}", 11), "A:string", "{}", "more than 10 deep" },
        { "very deep", Repeat("{% if A %}", 19_000), "A:string", "{}", "more than 10 deep" },
        { "many tags", Repeat("{{{A}}}", 25_000), "A:string", "{}", "more than 2000 tags" },
        { "long tag", "{{ A" + Repeat(" | upcase", 15_000) + " }}", "A:string", "{}", "more than 500 characters" },
        { "brackets", "{{ A" + Repeat("[A", 100) + Repeat("]", 100) + " }}", "A:string", "{}", "not supported there" },
        { "parentheses", "{{ " + Repeat("(", 400) + " }}", "", "{}", "not supported there" },
        { "unclosed value", "{{ A", "A:string", "{}", "without }}" },
        { "unclosed triple", "{{{A}} x", "A:string", "{}", "without }}}" },
        { "unclosed block", "{% if A %}", "A:string", "{}", "cannot be read" },
        { "crossed blocks", "{% if A %}{% for x in L %}{% endif %}{% endfor %}", "A:string L:list", "{}", "cannot be read" },
        { "tag in a string", "{{ \"{% if A %}\" }}", "A:string", "{}", "not supported there" },
        { "unescaped", "{{ A | raw }}", "A:string", "{}", "the filter \"raw\"" },
        { "replace", "{{ A | replace: '', 'xx' }}", "A:string", "{}", "the filter \"replace\"" },
        { "pattern", "{{ A | strip_html }}", "A:string", "{}", "the filter \"strip_html\"" },
        { "date width", "{{ A | date: '2026' }}", "A:string", "{}", "the filter \"date\"" },
        { "type", "{{ A.GetType.Assembly }}", "A:string", "{}", "A has no such member" },
        { "prototype", "{{ A.__proto__.constructor }}", "A:string", "{}", "A has no such member" },
        { "class", "{{ System.Environment.MachineName }}", "", "{}", "System, which is not in variables" },
        { "this", "{{ this.constructor }}", "", "{}", "this, which is not in variables" },
        { "function", "{{ A.ToString() }}", "A:string", "{}", "not supported there" },
        { "script", "<script>var a = '{{{A}}}'</script>", "A:string", "{}", "inside a script element" },
        { "event handler", "<a onclick=\"f('{{{A}}}')\">x</a>", "A:string", "{}", "event handler onclick" },
        { "unquoted attribute", "<a title={{{A}}}>x</a>", "A:string", "{}", "without quotation marks" },
        { "attribute name", "<a {{{A}}}=\"x\">x</a>", "A:string", "{}", "without quotation marks" },
        { "element name", "<{{{A}}}>x", "A:string", "{}", "in the name of an element" },
        { "frame", "<iframe srcdoc=\"{{{A}}}\"></iframe>", "A:string", "{}", "srcdoc" },
        { "deep elements", Repeat("<b>", 60_000), "", "{}", "nested more than 100 deep" },
        { "many elements", Repeat("<i></i>", 28_000), "", "{}", "more than 5000 elements" },
        { "nested loops", Loops(4, "x"), "L:list", "{\"L\":" + List(100, "1") + "}", "cannot be rendered" },
        { "empty loops", Loops(10, ""), "L:list", "{\"L\":" + List(100, "1") + "}", "cannot be rendered" },
        { "huge output", Loops(2, "{{ x }}"), "L:list", "{\"L\":" + List(100, $"\"{Repeat("a", 1_900)}\"") + "}", "longer than 1,000,000 characters" },
        { "lists written in loops", Loops(2, "{{ L | join: ',' | size }}"), "L:list", "{\"L\":" + List(100, $"\"{Repeat("a", 1_900)}\"") + "}", "cannot be rendered" },
        { "script address", "<a href=\"{{{A}}}\">x</a>", "A:string", "{\"A\":\" Java\\nScript:alert(1)\"}", "must not begin with javascript:" },
        { "script address in a list", "{% for x in L %}<a href=\"{{ x.url }}\">x</a>{% endfor %}", "L:list", "{\"L\":[{\"url\":\"data:text/html,x\"}]}", "must not begin with data:text/html" },
        { "long value", "{{{A}}}", "A:string", "{\"A\":\"" + Repeat("a", 2_001) + "\"}", "at most 2000 characters" },
        { "long list", "{{ L.size }}", "L:list", "{\"L\":" + List(101, "1") + "}", "at most 100 items" },
        { "list in a list", "{{ L.size }}", "L:list", "{\"L\":[[[[[1]]]]]}", "must be a string, a number or a boolean" },
        { "division by zero", "{{ N | divided_by: 0 }}", "N:number", "{\"N\":1}", "cannot be rendered" },
        { "overflow", "{{ N" + Repeat(" | times: N", 20) + " }}", "N:number", "{\"N\":9007199254740991}", "cannot be rendered" },
        { "rounding", "{{ N | round: 100000000 }}", "N:number", "{\"N\":1.5}", "cannot be rendered" },
        { "huge number", "{{ N }}", "N:number", "{\"N\":1e400}", "must be a number from" },
        { "list written", "{{ L }}", "L:list", "{\"L\":[\"<script>\"]}", "a list is written" },
        { "object written", "{{ O }}", "O:object", "{\"O\":{\"a\":\"<script>\"}}", "a list is written" },
    };

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task Hostile_template_or_value_is_refused(string name, string html, string variables, string values, string fault)
    {
        await TemplateBench.RenderAsync(TemplateBench.Json("<p>{{{A}}}</p>", "A:string"), "{\"A\":\"first use\"}");
        var before = GC.GetAllocatedBytesForCurrentThread();

        var (rendered, errors) = await TemplateBench.RenderAsync(TemplateBench.Json(html, variables), values);

        Assert.Null(rendered);
        Assert.Contains(errors, error => error.Message.Contains(fault, StringComparison.Ordinal));
        Assert.All(errors, error => Assert.InRange(error.Message.Length, 1, 600));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < MaxBytes, name);
    }

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string List(int count, string item) => $"[{string.Join(',', Enumerable.Repeat(item, count))}]";

    private static string Loops(int depth, string inside) => $"{Repeat("{% for x in L %}", depth)}{inside}{Repeat("{% endfor %}", depth)}";
}
