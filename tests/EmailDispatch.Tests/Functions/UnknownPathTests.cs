using System.Net;
using System.Reflection;
using System.Text.Json;
using EmailDispatch.Functions;
using EmailDispatch.Functions.Api;
using EmailDispatch.Functions.Http;
using EmailDispatch.Tests.Access;
using EmailDispatch.Tests.Providers.State;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Template;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Tests.Functions;

/// <summary>What is answered where there is nothing.</summary>
public sealed class UnknownPathTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static IReadOnlyList<(string Name, string Route, string[]? Methods)> Triggers { get; } =
    [
        .. from type in typeof(Composition).Assembly.GetTypes()
           from method in type.GetMethods()
           let function = method.GetCustomAttribute<FunctionAttribute>()
           let trigger = method.GetParameters().Select(p => p.GetCustomAttribute<HttpTriggerAttribute>()).FirstOrDefault(t => t is not null)
           where function is not null && trigger is not null
           orderby function.Name.ToUpperInvariant()
           select (function.Name, trigger.Route!, trigger.Methods),
    ];

    public static TheoryData<string> Names => [.. Triggers.Select(t => t.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Route_is_the_first_by_name_that_takes_its_path(string name)
    {
        var (_, route, methods) = Triggers.Single(t => t.Name == name);
        var path = "/" + string.Join('/', route.Split('/').Select(segment => segment[0] == '{' ? "some-value" : segment));

        Assert.All(methods ?? ["PROPFIND"], method => Assert.Equal(name, Find(path, method)));
    }

    [Theory]
    [InlineData("GET", "contacts", "Contacts")]
    [InlineData("POST", "broadcasts/1/send", "Broadcasts")]
    [InlineData("POST", "audiences", "Audiences")]
    [InlineData("GET", "segments", "Segments")]
    [InlineData("GET", "topics", "Topics")]
    [InlineData("GET", "Segments", "Segments")]
    [InlineData("GET", "emails/receiving/1/attachments", "Receiving")]
    [InlineData("DELETE", "inboxes/1", "Inboxes")]
    [InlineData("PROPFIND", "contacts", "Contacts")]
    public async Task Unavailable_feature_is_named_with_a_link(string method, string path, string named)
    {
        var (status, answer) = await SendAsync(method, path);

        Assert.Equal((HttpStatusCode.NotFound, "not_found", 404), (status, answer.GetProperty("name").GetString(), answer.GetProperty("statusCode").GetInt32()));
        Assert.Contains($"{named}", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("not available; GET /openapi.json", answer.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET", "email")]
    [InlineData("POST", "")]
    [InlineData("POST", "emails//cancel")]
    [InlineData("GET", "emails/1/2/3/4")]
    [InlineData("GET", "%0d%0aSet-Cookie:%20a=b")]
    public async Task Any_other_path_is_a_404_of_the_usual_form(string method, string path)
    {
        var (status, answer) = await SendAsync(method, path);

        Assert.Equal((HttpStatusCode.NotFound, "not_found"), (status, answer.GetProperty("name").GetString()));
        Assert.Equal(["errors", "message", "name", "request_id", "statusCode"], answer.EnumerateObject().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("PUT", "emails", "GET, POST")]
    [InlineData("DELETE", "emails/1", "GET, PATCH")]
    [InlineData("PATCH", "EMAILS/1/cancel", "POST")]
    [InlineData("POST", "health", "GET")]
    [InlineData("PROPFIND", "api-keys", "GET, POST")]
    public async Task Method_that_a_path_has_not_is_a_405_that_names_those_it_has(string method, string path, string allowed)
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path) { Content = new StringContent("<xml/>") };

        using var answer = await host.Client.SendAsync(request, Cancellation);

        var error = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement;
        Assert.Equal((405, "method_not_allowed", allowed), ((int)answer.StatusCode, error.GetProperty("name").GetString(), string.Join(", ", answer.Content.Headers.Allow)));
        Assert.Contains(method, error.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Answer_is_small_however_long_the_path_is()
    {
        var (status, answer) = await SendAsync("GET", new string('x', 7_000));

        Assert.Equal(HttpStatusCode.NotFound, status);
        Assert.InRange(answer.GetRawText().Length, 100, 500);
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("api", "/api")]
    public async Task Root_returns_links(string prefix, string expected)
    {
        await using var host = await StartAsync(prefix);

        var root = JsonDocument.Parse(await host.Client.GetStringAsync(new Uri(prefix, UriKind.Relative), Cancellation)).RootElement;

        var links = root.GetProperty("links").EnumerateObject().Select(link => link.Value.GetString()!).ToList();
        Assert.Equal([$"{expected}/emails", $"{expected}/dashboard", $"{expected}/openapi.json", $"{expected}/health"], links);
        Assert.All(links, link => Assert.Contains("GET", ApiRoutes.MethodsOf(link[(expected.Length + 1)..])));
    }

    [Fact]
    public async Task Prefix_of_the_routes_is_no_part_of_the_path()
    {
        await using var host = await StartAsync("api");
        using var request = new HttpRequestMessage(HttpMethod.Put, "api/emails");

        using var answer = await host.Client.SendAsync(request, Cancellation);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public void What_is_offered_is_not_called_missing() => Assert.All(UnknownPath.Known, missing =>
    {
        Assert.DoesNotContain(Triggers, t => t.Route == missing || t.Route.StartsWith($"{missing}/", StringComparison.Ordinal));
        Assert.DoesNotContain(Triggers, t => missing.Contains('*', StringComparison.Ordinal) && t.Route.EndsWith(missing[missing.LastIndexOf('*')..].TrimStart('*'), StringComparison.Ordinal));
    });

    private static async Task<(HttpStatusCode Status, JsonElement Answer)> SendAsync(string method, string path)
    {
        await using var host = await StartAsync();
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        using var answer = await host.Client.SendAsync(request, Cancellation);
        Assert.Equal("application/json", answer.Content.Headers.ContentType?.MediaType);
        return (answer.StatusCode, JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancellation)).RootElement);
    }

    private static Task<RunningHost> StartAsync(string prefix = "") => RunningHost.StartAsync(
        [typeof(UnknownPathFunction)],
        hostJson: $$$$"""{"extensions":{"http":{"routePrefix":"{{{{prefix}}}}"}}}""",
        compose: worker =>
        {
            worker.Services.AddAccess(new MemoryTables());
            worker.UseMiddleware<ErrorMiddleware>();
            worker.UseMiddleware<AuthenticationMiddleware>();
            worker.UseMiddleware<ContentMiddleware>();
        });

    // As the Functions host does: the routes in the order of the names, the first that matches.
    private static string? Find(string path, string method) => Triggers
        .FirstOrDefault(t => (t.Methods is null || t.Methods.Contains(method)) && new TemplateMatcher(TemplateParser.Parse(t.Route), []).TryMatch(path, new RouteValueDictionary())).Name;
}
