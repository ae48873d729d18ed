using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Tests.LocalHost.Http;

public sealed class HttpFunctionsTests : IAsyncLifetime
{
    private RunningHost _host = null!;

    public async ValueTask InitializeAsync() => _host = await RunningHost.StartAsync([typeof(Things)]);

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [InlineData("things/abc", "text abc")]
    [InlineData("THINGS/abc", "text abc")]
    [InlineData("counts/42", "number 42")]
    [InlineData("keys/0b5c0a4e-6f51-4b6b-9a0a-2c6f7d9f6a10", "guid 0b5c0a4e-6f51-4b6b-9a0a-2c6f7d9f6a10")]
    [InlineData("optional", "optional none")]
    [InlineData("optional/7", "optional 7")]
    [InlineData("Plain", "route is the name")]
    [InlineData("statics", "static")]
    public async Task Route_and_its_parameters_are_bound(string path, string body) =>
        Assert.Equal(body, await _host.Client.GetStringAsync(path));

    [Fact]
    public async Task Functions_on_one_route_are_told_apart_by_method()
    {
        using var posted = await _host.Client.PostAsync("things/abc", null);

        Assert.Equal("posted abc", await posted.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Method_that_no_function_of_the_route_takes_is_405_with_allow()
    {
        using var answer = await _host.Client.DeleteAsync("things/abc");

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
        Assert.Equal(["GET", "POST"], answer.Content.Headers.Allow.Order());
    }

    [Fact]
    public async Task Unknown_route_is_404()
    {
        using var answer = await _host.Client.GetAsync("nothing/here");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Action_result_is_executed()
    {
        using var answer = await _host.Client.GetAsync("action");

        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
        Assert.Equal(5, (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("n").GetInt32());
    }

    [Theory]
    [InlineData("nothing", "")]
    [InlineData("string", "")]
    [InlineData("itself", "written by the function")]
    public async Task Function_without_a_result_answers_200_with_what_it_wrote(string path, string body)
    {
        using var answer = await _host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(body, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("throws")]
    [InlineData("throws-later")]
    [InlineData("counts/many")]
    public async Task Exception_is_an_empty_500(string path)
    {
        using var answer = await _host.Client.GetAsync(path);

        Assert.Equal(HttpStatusCode.InternalServerError, answer.StatusCode);
        Assert.Empty(await answer.Content.ReadAsStringAsync());
        Assert.False(answer.Headers.Contains("X-Half"));
    }

    [Fact]
    public async Task Caller_that_goes_away_cancels_the_invocation()
    {
        using var impatient = new CancellationTokenSource();
        var request = _host.Client.GetAsync("waits", impatient.Token);
        await Things.Entered.Task.WaitAsync(TimeSpan.FromSeconds(10));

        await impatient.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
        await Things.Cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task Local_lists_the_functions()
    {
        var functions = await _host.Client.GetFromJsonAsync<JsonElement[]>("_local");

        var create = Assert.Single(functions!, function => function.GetProperty("name").GetString() == "Create");
        Assert.Equal("httpTrigger", create.GetProperty("trigger").GetString());
        Assert.Equal("POST /things/{id}", create.GetProperty("on").GetString());
    }

    [Fact]
    public async Task Route_prefix_is_api_where_host_json_names_none()
    {
        await using var host = await RunningHost.StartAsync([typeof(Things)], hostJson: "{}");

        Assert.Equal("text abc", await host.Client.GetStringAsync("api/things/abc"));
        using var unprefixed = await host.Client.GetAsync("things/abc");
        Assert.Equal(HttpStatusCode.NotFound, unprefixed.StatusCode);
    }

    [Fact]
    public async Task Function_disabled_by_setting_has_no_route()
    {
        await using var host = await RunningHost.StartAsync([typeof(Things)], settings: "--AzureWebJobs.Create.Disabled=true");

        using var answer = await host.Client.PostAsync("things/abc", null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    private sealed class Things
    {
        public static TaskCompletionSource Entered { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public static TaskCompletionSource Cancelled { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        [Function("Read")]
        public IResult Read([HttpTrigger(AuthorizationLevel.Function, "get", Route = "things/{id}")] HttpRequest request, string id) =>
            Results.Text($"text {request.RouteValues["id"]}", statusCode: id.Length == 3 ? 200 : 400);

        [Function("Create")]
        public Task<IResult> Create([HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "things/{id}")] HttpRequest request, string id) =>
            Task.FromResult(Results.Text($"posted {id}"));

        [Function("Count")]
        public IResult Count([HttpTrigger("get", Route = "counts/{count}")] HttpRequest request, int count) => Results.Text($"number {count}");

        [Function("Key")]
        public IResult Key([HttpTrigger("get", Route = "keys/{key:guid}")] HttpRequest request, FunctionContext context, Guid key) =>
            Results.Text($"guid {context.BindingContext.BindingData["key"]}", statusCode: key == Guid.Empty ? 400 : 200);

        [Function("Optional")]
        public IResult Optional([HttpTrigger("get", Route = "optional/{n?}")] HttpRequest request, int? n) =>
            Results.Text($"optional {n?.ToString() ?? "none"}");

        [Function("Plain")]
        public IResult Plain([HttpTrigger] HttpRequest request) => Results.Text("route is the name");

        [Function("Statics")]
        public static IResult Static([HttpTrigger("get")] HttpRequest request) => Results.Text("static");

        [Function("Action")]
        public IActionResult Action([HttpTrigger("get")] HttpRequest request) => new ObjectResult(new { n = 5 }) { StatusCode = 201 };

        [Function("Nothing")]
        public Task Nothing([HttpTrigger("get")] HttpRequest request) => Task.CompletedTask;

        [Function("String")]
        public string String([HttpTrigger("get")] HttpRequest request) => "is not a result";

        [Function("Itself")]
        public Task Itself([HttpTrigger("get")] HttpRequest request, CancellationToken cancellationToken) =>
            request.HttpContext.Response.WriteAsync("written by the function", cancellationToken);

        [Function("Throws")]
        public IResult Throws([HttpTrigger("get")] HttpRequest request) => throw new InvalidOperationException("on purpose");

        [Function("ThrowsLater")]
        public async Task<IResult> ThrowsLater([HttpTrigger("get", Route = "throws-later")] HttpRequest request)
        {
            await Task.Yield();
            request.HttpContext.Response.Headers["X-Half"] = "set before the fault";
            throw new InvalidOperationException("on purpose");
        }

        [Function("Waits")]
        public async Task<IResult> Waits([HttpTrigger("get")] HttpRequest request, CancellationToken cancellationToken)
        {
            await using var registration = cancellationToken.Register(() => Cancelled.TrySetResult());
            Entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return Results.Ok();
        }
    }
}
