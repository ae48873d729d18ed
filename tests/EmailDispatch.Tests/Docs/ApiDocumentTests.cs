using System.Reflection;
using System.Text.RegularExpressions;
using EmailDispatch.Access;
using EmailDispatch.Functions;
using EmailDispatch.Functions.Http;
using EmailDispatch.Tests.Functions.OpenApi;
using EmailDispatch.Tests.Infra;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Tests.Docs;

/// <summary>The endpoints that documents speak of are those of the functions.</summary>
public sealed partial class ApiDocumentTests
{
    private static readonly List<(string Endpoint, string Scope)> Endpoints =
    [
        .. from type in typeof(Composition).Assembly.GetTypes()
           from method in type.GetMethods(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
           let function = method.GetCustomAttribute<FunctionAttribute>()
           where function is not null
           from parameter in method.GetParameters()
           let trigger = parameter.GetCustomAttribute<HttpTriggerAttribute>()
           where trigger is not null
           from verb in trigger.Methods ?? []
           let scope = FunctionScopes.Of(function.Name)
           select ($"{verb.ToUpperInvariant()} /{trigger.Route}", scope == Scopes.None ? "none" : scope.ToNames()[0]),
    ];

    public static TheoryData<string> Documents =>
        [.. Directory.GetFiles(InfraFiles.At("docs"), "*.md").Select(Path.GetFileName).Append("../README.md").Select(name => $"docs/{name}")];

    [Fact]
    public void Table_has_every_endpoint_with_its_scope()
    {
        var document = InfraFiles.Read("docs/api.md");
        var table = document[..document.IndexOf("\n## ", StringComparison.Ordinal)].Split('\n').Where(line => line.StartsWith("| `", StringComparison.Ordinal));

        var documented = table.Select(line => line.Split('|')).SelectMany(cells =>
        {
            var scopes = MarkdownTables.Code(cells[2]).DefaultIfEmpty("none").ToList();
            return MarkdownTables.Code(cells[1]).Select((endpoint, n) => (endpoint, scopes[Math.Min(n, scopes.Count - 1)]));
        });

        Assert.Equal(Endpoints.Order(), documented.Order());
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Mentioned_endpoints_exist(string document)
    {
        var routes = Endpoints.Select(e => new Regex($"^{Parameter().Replace(Regex.Escape(e.Endpoint).Replace("\\ ", " ", StringComparison.Ordinal), "[^/]+")}$")).ToList();

        var named = Named().Matches(InfraFiles.Read(document)).Select(match => match.Groups[1].Value);

        Assert.DoesNotContain(named, endpoint => !routes.Exists(route => route.IsMatch(endpoint)));
    }

    [Fact]
    public void Error_names_match_the_code()
    {
        var source = string.Concat(OpenApiDocument.SourceFiles("EmailDispatch.Functions").Select(File.ReadAllText));

        var documented = MarkdownTables.Rows(InfraFiles.Read("docs/api.md"), "Errors").SelectMany(row => MarkdownTables.Code(row[1])).Distinct().ToList();

        Assert.All(documented, name => Assert.Contains($"\"{name}\"", source, StringComparison.Ordinal));
        Assert.Empty(ErrorName().Matches(source).Select(match => match.Groups[1].Value).Except(documented));
    }

    [GeneratedRegex(@"StatusCodes\.Status[45]\d\d\w+, ""([a-z_]+)""")]
    private static partial Regex ErrorName();

    [GeneratedRegex(@"`((?:GET|POST|PUT|PATCH|DELETE) /[^`?\s]*)")]
    private static partial Regex Named();

    [GeneratedRegex(@"\\\{\w+}")]
    private static partial Regex Parameter();
}
