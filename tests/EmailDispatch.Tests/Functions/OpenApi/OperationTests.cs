using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using EmailDispatch.Access;
using EmailDispatch.Functions;
using EmailDispatch.Functions.Api;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Primitives;

namespace EmailDispatch.Tests.Functions.OpenApi;

/// <summary>The functions and the operations of the document are the same.</summary>
public sealed partial class OperationTests
{
    [Fact]
    public void Every_http_function_is_an_operation_and_every_operation_a_function()
    {
        var functions = Functions().Select(f => $"{f.Name}: {f.Method} {f.Route}").Order().ToList();
        var operations = OpenApiDocument.Operations.Select(o => $"{IdOf(o.Operation)}: {o.Method} {o.Path}").Order().ToList();

        Assert.Equal(functions, operations);
    }

    [Fact]
    public void Operation_names_the_scope_that_its_function_needs()
    {
        Assert.All(OpenApiDocument.Operations, o =>
        {
            var scope = FunctionScopes.Of(IdOf(o.Operation));
            var security = o.Operation["security"]!.AsArray();
            var named = security.Count == 0 ? Scopes.None : ScopeNames.Parse(security[0]!["apiKey"]![0]!.GetValue<string>());
            Assert.Equal((IdOf(o.Operation), scope), (IdOf(o.Operation), named));
        });
    }

    [Fact]
    public void Operation_has_the_parameters_of_its_path()
    {
        Assert.All(OpenApiDocument.Operations, o =>
            Assert.Equal(Braces().Matches(o.Path).Select(match => match.Groups[1].Value), Parameters(o.Operation, "path")));
    }

    [Fact]
    public void Operation_with_a_key_can_be_refused_for_it()
    {
        Assert.All(OpenApiDocument.Operations.Where(o => o.Operation["security"]!.AsArray().Count > 0), o =>
            Assert.Superset(new HashSet<string>(["401", "403", "429", "500", "503"]), Statuses(o.Operation)));
    }

    [Fact]
    public void Operation_with_a_body_can_be_refused_for_it()
    {
        Assert.All(OpenApiDocument.Operations.Where(o => o.Operation["requestBody"] is not null), o =>
            Assert.Superset(new HashSet<string>(["400", "413", "415", "422"]), Statuses(o.Operation)));
    }

    [Theory]
    [InlineData("ListEmails")]
    [InlineData("ListSuppressions")]
    [InlineData("GetUsage")]
    [InlineData("ListApiKeys")]
    [InlineData("ListWebhooks")]
    [InlineData("ListDomains")]
    [InlineData("ListProviders")]
    [InlineData("ListTemplates")]
    [InlineData("ListTemplateVersions")]
    public void Query_has_the_parameters_that_are_known(string function)
    {
        var wrong = new QueryCollection(new Dictionary<string, StringValues> { ["nonsense"] = "1" });
        var known = function switch
        {
            "ListEmails" => KnownIn(StatusQueryReader.Read("t", wrong).Errors[0].Message),
            "ListSuppressions" => KnownIn(SuppressionQueryReader.Read("t", wrong).Errors[0].Message),
            "GetUsage" => KnownIn(UsageQueryReader.Read("t", wrong, TimeProvider.System.GetUtcNow()).Errors[0].Message),
            "ListApiKeys" => KnownIn(PageQuery.Read(wrong, "tenant").Errors[0].Message),
            _ => KnownIn(PageQuery.Read(wrong).Errors[0].Message),
        };

        var operation = OpenApiDocument.Operations.Single(o => IdOf(o.Operation) == function).Operation;

        Assert.Equal(known.Order(), Parameters(operation, "query").Order());
        Assert.Contains("422", Statuses(operation));
    }

    private static IEnumerable<(string Name, string Method, string Route)> Functions() =>
        from type in typeof(Composition).Assembly.GetTypes()
        where type.Namespace != "EmailDispatch.Functions.Dashboard"
        from method in type.GetMethods()
        let function = method.GetCustomAttribute<FunctionAttribute>()
        where function is not null
        let trigger = method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null)
        where trigger is not null
        from verb in trigger.Methods ?? []
        select (function.Name, verb.ToUpperInvariant(), trigger.Route);

    private static IEnumerable<string> KnownIn(string message) => Word().Matches(message[message.LastIndexOf("parameters are ", StringComparison.Ordinal)..]).Select(match => match.Value).Skip(2).Where(word => word != "and");

    private static string IdOf(JsonNode operation) => operation["operationId"]!.GetValue<string>() is var id ? char.ToUpperInvariant(id[0]) + id[1..] : "";

    private static HashSet<string> Statuses(JsonNode operation) => [.. operation["responses"]!.AsObject().Select(response => response.Key)];

    private static IEnumerable<string> Parameters(JsonNode operation, string place) =>
        (operation["parameters"]?.AsArray() ?? [])
            .Select(parameter => parameter!["$ref"] is { } reference ? OpenApiDocument.Root["components"]!["parameters"]![reference.GetValue<string>().Split('/')[^1]]! : parameter!)
            .Where(parameter => parameter["in"]!.GetValue<string>() == place)
            .Select(parameter => parameter["name"]!.GetValue<string>());

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Braces();

    [GeneratedRegex(@"\w+")]
    private static partial Regex Word();
}
