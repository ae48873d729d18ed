namespace EmailDispatch.Tests.Templates;

/// <summary>Random templates of the allowed tags and filters, with odd values and arguments. Each is rendered or refused; nothing else may happen.</summary>
public sealed class RandomTemplateTests
{
    private const int Seed = 20_261_127;

    private const string Variables = "A:string N:number L:list O:object B:boolean H:html";

    private static readonly string[] Given =
    [
        """{"A":"text","N":2,"L":["a","b",3,true,{"k":"v"}],"O":{"k":"v","n":1},"B":true,"H":"<b>x</b>"}""",
        """{"A":"","N":-0.5,"L":[],"O":{},"B":false,"H":""}""",
        """{"A":"9e99","N":9007199254740991,"L":[[],null,{}],"O":{"size":2,"first":null},"B":true,"H":"\u0000"}""",
        """{"A":"\ud83d\ude00 İıß","N":0.0000000000000000000000000001,"L":[0,-1,"-1","1.5"],"O":{"":"x"},"B":true,"H":"&amp;<"}""",
    ];

    private static readonly string[] Operands =
    [
        "A", "N", "L", "O", "B", "H", "x", "x.k", "L.first", "L.first.k", "L.last", "L.size", "O.k", "O.size", "O.none", "A.size", "forloop", "forloop.index", "forloop.parentloop.index",
        "nil", "empty", "blank", "true", "false", "'text'", "''", "\"it's\"", "0", "-1", "1.5", "100", "2147483648", "99999999999999999999", "79228162514264337593543950335", "0.0000000000000000000000000001",
    ];

    private static readonly string[] Filters =
        ["capitalize", "default", "divided_by", "downcase", "first", "join", "last", "minus", "plus", "round", "size", "strip", "times", "truncate", "upcase"];

    private static readonly string[] Operators = ["==", "!=", "<>", "<", ">", "<=", ">=", "contains", "startswith", "endswith", "and", "or"];

    [Fact]
    public async Task Random_template_is_rendered_or_refused()
    {
        var random = new Random(Seed);
        var (rendered, refused) = (0, 0);
        for (var n = TestSize.Of("RANDOM_TEMPLATES", 3_000); n > 0; n--)
        {
            var html = string.Concat(Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part(random, depth: 0)));
            var values = Pick(random, Given);
            var task = TemplateBench.RenderAsync(TemplateBench.Json(html, Variables), values);
            var fault = await Record.ExceptionAsync(() => task);
            Assert.True(fault is null, $"{html} with {values}: {fault}");

            var (result, errors) = await task;
            Assert.NotEqual(result is null, errors.Count == 0);
            (rendered, refused) = result is null ? (rendered, refused + 1) : (rendered + 1, refused);
        }

        Assert.True(rendered > 50 && refused > 50, $"{rendered} rendered, {refused} refused");
    }

    private static string Part(Random random, int depth) => (depth < 4 ? random.Next(8) : random.Next(4)) switch
    {
        0 or 1 => $"{{{{ {Value(random)} }}}}",
        2 => " text ",
        3 => $"{{{{- {Value(random)} -}}}}",
        4 => $"{{% if {Condition(random)} %}}{Part(random, depth + 1)}{{% elsif {Condition(random)} %}}{Part(random, depth + 1)}{{% else %}}{Part(random, depth + 1)}{{% endif %}}",
        5 => $"{{% unless {Condition(random)} %}}{Part(random, depth + 1)}{{% endunless %}}",
        6 => $"{{% for x in {Pick(random, Operands)}{Limits(random)} %}}{Part(random, depth + 1)}{Pick(random, ["", "{% break %}", "{% continue %}"])}{{% else %}}{Part(random, depth + 1)}{{% endfor %}}",
        _ => $"{{%- for x in L -%}}{Part(random, depth + 1)}{{%- endfor -%}}",
    };

    private static string Value(Random random) => string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => Filter(random)).Prepend(Pick(random, Operands)));

    private static string Filter(Random random) => $" | {Pick(random, Filters)}" + random.Next(4) switch
    {
        0 => "",
        1 or 2 => $": {Pick(random, Operands)}",
        _ => $": {Pick(random, Operands)}, {Pick(random, Operands)}",
    };

    private static string Condition(Random random) => string.Concat(Enumerable.Range(0, random.Next(3)).Select(_ => $" {Pick(random, Operators)} {Pick(random, Operands)}").Prepend(Pick(random, Operands)));

    private static string Limits(Random random) => random.Next(4) switch
    {
        0 => "",
        1 => " reversed",
        2 => $" limit: {Pick(random, Operands)}",
        _ => $" offset: {Pick(random, Operands)} reversed limit: {Pick(random, Operands)}",
    };

    private static T Pick<T>(Random random, IReadOnlyList<T> of) => of[random.Next(of.Count)];
}
