namespace EmailDispatch.Testing;

/// <summary>A template or value that would hang, exhaust or break out of a template engine.</summary>
/// <param name="Name">What it tries.</param>
/// <param name="Html">The HTML of the template.</param>
/// <param name="Variables">Its variables, as <see cref="TemplateBench.Json"/> reads them.</param>
/// <param name="Values">The values of an email, as JSON.</param>
/// <param name="Fault">A part of the message with which it is refused.</param>
public sealed record HostileTemplate(string Name, string Html, string Variables, string Values, string Fault)
{
    public static IReadOnlyList<HostileTemplate> All { get; } =
    [
        new("range", "{% for i in (1..1000000000) %}x{% endfor %}", "", "{}", "not supported there"),
        new("assign", "{% assign a = 'x' %}", "", "{}", "\"assign\""),
        new("capture", "{% capture a %}x{% endcapture %}", "", "{}", "\"capture\""),
        new("include", "{% include 'a' %}", "", "{}", "\"include\""),
        new("render", "{% render 'a' %}", "", "{}", "\"render\""),
        new("liquid", "{% liquid echo 'a' %}", "", "{}", "\"liquid\""),
        new("macro", "{% macro a %}{% endmacro %}", "", "{}", "\"macro\""),
        new("increment", "{% increment a %}", "", "{}", "\"increment\""),
        new("cycle", "{% cycle 'a', 'b' %}", "", "{}", "\"cycle\""),
        new("raw", "{% raw %}{{{% endraw %}", "", "{}", "\"raw\""),
        new("tablerow", "{% tablerow i in L %}x{% endtablerow %}", "L:list", "{}", "\"tablerow\""),
        new("hidden tag", "{%- # %}{% if A %}", "A:string", "{}", "the tag \"\""),
        new("deep", Repeat("{% if A %}", 11) + Repeat("{% endif %}", 11), "A:string", "{}", "more than 10 deep"),
        new("very deep", Repeat("{% if A %}", 19_000), "A:string", "{}", "more than 10 deep"),
        new("many tags", Repeat("{{{A}}}", 25_000), "A:string", "{}", "more than 2000 tags"),
        new("long tag", "{{ A" + Repeat(" | upcase", 15_000) + " }}", "A:string", "{}", "more than 500 characters"),
        new("brackets", "{{ A" + Repeat("[A", 100) + Repeat("]", 100) + " }}", "A:string", "{}", "not supported there"),
        new("parentheses", "{{ " + Repeat("(", 400) + " }}", "", "{}", "not supported there"),
        new("unclosed value", "{{ A", "A:string", "{}", "without }}"),
        new("unclosed triple", "{{{A}} x", "A:string", "{}", "without }}}"),
        new("unclosed block", "{% if A %}", "A:string", "{}", "cannot be read"),
        new("crossed blocks", "{% if A %}{% for x in L %}{% endif %}{% endfor %}", "A:string L:list", "{}", "cannot be read"),
        new("tag in a string", "{{ \"{% if A %}\" }}", "A:string", "{}", "not supported there"),
        new("unescaped", "{{ A | raw }}", "A:string", "{}", "the filter \"raw\""),
        new("replace", "{{ A | replace: '', 'xx' }}", "A:string", "{}", "the filter \"replace\""),
        new("pattern", "{{ A | strip_html }}", "A:string", "{}", "the filter \"strip_html\""),
        new("date width", "{{ A | date: '2026' }}", "A:string", "{}", "the filter \"date\""),
        new("type", "{{ A.GetType.Assembly }}", "A:string", "{}", "A has no such member"),
        new("prototype", "{{ A.__proto__.constructor }}", "A:string", "{}", "A has no such member"),
        new("class", "{{ System.Environment.MachineName }}", "", "{}", "System, which is not in variables"),
        new("this", "{{ this.constructor }}", "", "{}", "this, which is not in variables"),
        new("function", "{{ A.ToString() }}", "A:string", "{}", "not supported there"),
        new("script", "<script>var a = '{{{A}}}'</script>", "A:string", "{}", "inside a script element"),
        new("event handler", "<a onclick=\"f('{{{A}}}')\">x</a>", "A:string", "{}", "event handler onclick"),
        new("unquoted attribute", "<a title={{{A}}}>x</a>", "A:string", "{}", "without quotation marks"),
        new("attribute name", "<a {{{A}}}=\"x\">x</a>", "A:string", "{}", "without quotation marks"),
        new("element name", "<{{{A}}}>x", "A:string", "{}", "in the name of an element"),
        new("frame", "<iframe srcdoc=\"{{{A}}}\"></iframe>", "A:string", "{}", "srcdoc"),
        new("deep elements", Repeat("<b>", 4_000), "", "{}", "nested more than 100 deep"),
        new("very deep elements", Repeat("<b>", 60_000), "", "{}", "more than 5000 elements"),
        new("deep paragraphs", $"{Numbered("<b id={0}>", 2_400)}{Repeat("<p>x", 2_400)}", "", "{}", "nested more than 100 deep"),
        new("copied elements", $"<p>{Numbered("<b id={0}>", 2_400)}{Repeat("<p>x", 2_400)}", "", "{}", "more than 5000 elements"),
        new("copied attributes", $"<b {Numbered("a{0} ", 9_000)}>{Repeat("<p>x", 4_000)}", "", "{}", "more than 50 attributes"),
        new("end tags", $"{Repeat("<span>", 4_900)}{Repeat("</x>", 40_000)}", "", "{}", "more than 5000 elements"),
        new("misnested elements", $"{Repeat("<a><div>", 2_000)}{Repeat("</a>", 4_000)}", "", "{}", "has "),
        new("many elements", Repeat("<i></i>", 28_000), "", "{}", "more than 5000 elements"),
        new("nested loops", Loops(4, "x"), "L:list", "{\"L\":" + List(100, "1") + "}", "cannot be rendered"),
        new("empty loops", Loops(10, ""), "L:list", "{\"L\":" + List(100, "1") + "}", "cannot be rendered"),
        new("huge output", Loops(2, "{{ x }}"), "L:list", "{\"L\":" + List(100, $"\"{Repeat("a", 1_900)}\"") + "}", "longer than 1,000,000 characters"),
        new("lists written in loops", Loops(2, "{{ L | join: ',' | size }}"), "L:list", "{\"L\":" + List(100, $"\"{Repeat("a", 1_900)}\"") + "}", "cannot be rendered"),
        new("script address", "<a href=\"{{{A}}}\">x</a>", "A:string", "{\"A\":\" Java\\nScript:alert(1)\"}", "must not begin with javascript:"),
        new("script address in a list", "{% for x in L %}<a href=\"{{ x.url }}\">x</a>{% endfor %}", "L:list", "{\"L\":[{\"url\":\"data:text/html,x\"}]}", "must not begin with data:text/html"),
        new("long value", "{{{A}}}", "A:string", "{\"A\":\"" + Repeat("a", 2_001) + "\"}", "at most 2000 characters"),
        new("long list", "{{ L.size }}", "L:list", "{\"L\":" + List(101, "1") + "}", "at most 100 items"),
        new("list in a list", "{{ L.size }}", "L:list", "{\"L\":[[[[[1]]]]]}", "must be a string, a number or a boolean"),
        new("division by zero", "{{ N | divided_by: 0 }}", "N:number", "{\"N\":1}", "cannot be rendered"),
        new("overflow", "{{ N" + Repeat(" | times: N", 20) + " }}", "N:number", "{\"N\":9007199254740991}", "cannot be rendered"),
        new("rounding", "{{ N | round: 100000000 }}", "N:number", "{\"N\":1.5}", "cannot be rendered"),
        new("huge number", "{{ N }}", "N:number", "{\"N\":1e400}", "must be a number from"),
        new("list written", "{{ L }}", "L:list", "{\"L\":[\"<script>\"]}", "a list is written"),
        new("object written", "{{ O }}", "O:object", "{\"O\":{\"a\":\"<script>\"}}", "a list is written"),
        new("conditions in loops", Loops(2, Repeat("{% if A and A and A %}{% endif %}", 900)), "A:string L:list", "{\"A\":\"x\",\"L\":" + List(100, "1") + "}", "cannot be rendered"),
        new("conditions that fail in loops", Loops(2, "{% if A == 'y' %}" + Repeat("{% elsif A == 'y' %}", 1_900) + "{% endif %}"), "A:string L:list", "{\"A\":\"x\",\"L\":" + List(100, "1") + "}", "cannot be rendered"),
        new("loops that do not turn", Loops(2, Repeat("{% for y in M %}{% endfor %}", 900)), "L:list M:list", "{\"M\":[],\"L\":" + List(100, "1") + "}", "cannot be rendered"),
        new("loops that are limited", Loops(2, Repeat("{% for y in O limit: 0 %}{% endfor %}", 900)), "L:list O:object", "{\"O\":" + Object(50, 100) + ",\"L\":" + List(100, "1") + "}", "cannot be rendered"),
        new("long search", "{% if A contains B %}x{% endif %}", "A:html B:html", "{\"A\":\"" + Repeat("a", 100_000) + "\",\"B\":\"" + Repeat("a", 50_000) + "b\"}", "looks for more than 100 characters"),
        new("searches", Repeat($"{{% if A contains '{Repeat("ab", 49)}bb' %}}{{% endif %}}", 900), "A:html", "{\"A\":\"" + Repeat("ab", 50_000) + "\"}", "cannot be rendered"),
        new("comparisons", Repeat("{% if A == B %}{% endif %}", 900), "A:html B:html", "{\"A\":\"" + Repeat("a", 100_000) + "\",\"B\":\"" + Repeat("a", 99_999) + "b\"}", "cannot be rendered"),
        new("long numbers", Repeat("{% if A > 1 %}{% endif %}", 900), "A:html", "{\"A\":\"" + Repeat("9", 100_000) + "\"}", "cannot be rendered"),
        new("compared lists", Loops(1, Repeat("{% if L == L %}{% endif %}", 900)), "L:list", "{\"L\":" + List(100, Object(50, 30)) + "}", "lists or objects are compared"),
        new("list in a list sought", "{% if L contains O %}x{% endif %}", "L:list O:object", "{\"O\":" + Object(50, 30) + ",\"L\":" + List(100, Object(50, 30)) + "}", "lists or objects are compared"),
        new("long separator", "{{ L | join: A | size }}", "L:list A:html", "{\"A\":\"" + Repeat("a", 100_000) + "\",\"L\":" + List(100, "1") + "}", "longer than 200 characters"),
        new("filters of a long value", Repeat("{{ A | upcase | downcase | capitalize | strip | size }}", 400), "A:html", "{\"A\":\"" + Repeat("a", 100_000) + "\"}", "cannot be rendered"),
    ];

    /// <summary>Templates of nearly the largest size that is allowed, which are rendered.</summary>
    public static IReadOnlyList<HostileTemplate> Large { get; } =
    [
        new("values", Repeat($"<p class=\"c\">{{{{ A }}}}{Repeat("text ", 12)}</p>", 2_000), "A:string", $"{{\"A\":\"{Repeat("<", 90)}\"}}", ""),
        new("elements", Repeat($"<p>{Repeat("text ", 5)}</p>", 4_900), "", "{}", ""),
        new("loops", "{% for x in L %}{% for y in M %}{{ y }}{% endfor %}{% endfor %}", "L:list M:list", "{\"L\":" + List(100, "1") + ",\"M\":" + List(90, $"\"{Repeat("a", 100)}\"") + "}", ""),
        new("conditions", Repeat("{% if A == 'x' and A != 'y' or A contains 'z' %}x{% endif %}", 1_000), "A:string", "{\"A\":\"x\"}", ""),
    ];

    /// <summary>Documents whose style rules would take long to copy into their elements, and a part of the message for those that are refused.</summary>
    public static IReadOnlyList<(string Name, string Html, string? Fault)> Styles { get; } =
    [
        ("long style sheet", $"<style>{Repeat("p{color:red}", 2_000)}</style><p>x</p>", "more than 20,000 characters"),
        ("semicolons", $"<style>p{{{Repeat(";", 19_000)}}}</style><p>x</p>", "too many declarations"),
        ("open comments", $"<style>{Repeat("/* ", 6_000)}</style><p>x</p>", "comment that does not end"),
        ("hidden braces", $"<style>{Repeat("p{/*}*/a:b;", 200)}</style><p>x</p>", null),
        ("line comments", $"<style>{Repeat("//}\n", 4_000)}</style><p>x</p>", "// without a scheme"),
        ("quotation marks", $"<style>p{{a:{Repeat("'", 18_999)}}}</style><p>x</p>", "too many quotation marks"),
        ("slashes", $"<style>p{{a:{Repeat("/ ", 9_000)}}}</style><p>x</p>", "too many quotation marks"),
        ("data", $"<style>p{{a:{Repeat("data:a;base64,", 250)}}}</style>{Repeat("<p>x</p>", 100)}", null),
        ("spaces", $"<style>p{{a:url(http://{Repeat(" ", 19_000)}}}</style><p>x</p>", "40 spaces"),
        ("media queries", $"<style>@media {Repeat("all, ", 14)}x{{p{{a:b}}}}</style><p>x</p>", "commas"),
        ("media attribute", $"<style media=\"{Repeat("all, ", 100)}x\">p{{a:b}}</style><p>x</p>", "commas"),
        ("open blocks", $"<style>{Repeat("@media{", 2_800)}</style><p>x</p>", "too many quotation marks"),
        ("rule before a selector", $"<style>@charset x; {Repeat("b ", 30)}{{a:b}}</style>{Repeat("<b>", 90)}x", "at-rule without braces"),
        ("letters with two cases", $"<style>[{Repeat("\u212a", 70)}{{a:b}}</style><p>x</p>", "not in ASCII"),
        ("selector of many parts", $"<style>q b b b b b b b b b b b b b b b b b b b b b b{{color:red}}</style>{Repeat("<b>", 90)}x", "more than 5 parts"),
        ("selector of the most parts", $"<style>q * * * b{{color:red}}</style>{Repeat("<b>", 90)}x", "number and depth"),
        ("selectors of three parts", $"<style>{Repeat("q * b{color:red}", 7)}</style>{Repeat("<b>", 90)}x", null),
        ("many selectors", $"<style>{Numbered("p,i b{{a{0}:b}}", 90)}</style>{Repeat("<p>x</p>", 1_100)}", null),
        ("siblings", $"<style>p ~ p ~ p{{a:b}}</style>{Repeat("<p>x</p>", 4_000)}", "with ~"),
        ("last siblings", $"<style>p:last-of-type{{a:b}}</style>{Repeat("<p>x</p>", 4_000)}", "number and depth"),
        ("some last siblings", $"<style>p:last-of-type{{a:b}}</style>{Repeat("<p>x</p>", 990)}", null),
        ("long rule", $"<style>*{{a:{Repeat("a", 18_000)}}}</style>{Repeat("<p>x</p>", 4_000)}", "too many declarations"),
        ("most written", $"<style>*{{a:{Repeat("a", 18_000)}}}</style>{Repeat("<p>x</p>", 160)}", null),
        ("many declarations", $"<style>{Numbered("p{{a{0}:b;}}", 290)}</style>{Repeat("<p>x</p>", 900)}", "too many declarations"),
        ("most declarations", $"<style>{Numbered("p{{a{0}:b;}}", 140)}</style>{Repeat("<p>x</p>", 225)}", null),
        ("many selectors of a long rule", $"<style>{Repeat("p,", 2_000)}p{{{Repeat("a:b;", 290)}}}</style><p>x</p>", "too many quotation marks"),
        ("long style attribute", $"<style>p{{a:b}}</style><p style=\"{Repeat("a:b;", 20_000)}\">x</p>", "too many quotation marks"),
        ("style attributes", $"<style>p{{a:b}}</style>{Repeat("<p style=\"a:b;c:'d';e:url(http://f)\">x</p>", 3_000)}", null),
        ("copied elements", $"<style>p{{a:b}}</style><p>{Numbered("<b id={0}>", 2_400)}{Repeat("<p>x", 2_400)}", "more than 5000 elements"),
    ];

    private static string Repeat(string text, int count) => string.Concat(Enumerable.Repeat(text, count));

    private static string Numbered(string format, int count) =>
        string.Concat(Enumerable.Range(0, count).Select(n => string.Format(System.Globalization.CultureInfo.InvariantCulture, format, n)));

    private static string List(int count, string item) => $"[{string.Join(',', Enumerable.Repeat(item, count))}]";

    private static string Object(int count, int length) => $"{{{string.Join(',', Enumerable.Range(0, count).Select(n => $"\"k{n}\":\"{Repeat("v", length)}\""))}}}";

    private static string Loops(int depth, string inside) => $"{Repeat("{% for x in L %}", depth)}{inside}{Repeat("{% endfor %}", depth)}";
}
