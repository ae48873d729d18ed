using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Azure.Functions.Worker.Middleware;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Tests.LocalHost.Invocation;

public sealed class WorkerMiddlewareTests
{
    [Fact]
    public async Task Middleware_runs_in_the_order_of_its_registration_around_the_function()
    {
        await using var host = await RunningHost.StartAsync([typeof(Functions)], compose: worker =>
        {
            worker.Services.AddScoped<Trail>();
            worker.UseMiddleware<Outer>().UseMiddleware<Inner>();
        });

        Assert.Equal("outer inner Walk function", await host.Client.GetStringAsync("walk"));
    }

    [Fact]
    public async Task Middleware_can_turn_an_exception_into_an_answer()
    {
        await using var host = await RunningHost.StartAsync([typeof(Functions)], compose: worker =>
        {
            worker.Services.AddScoped<Trail>();
            worker.UseMiddleware<FaultsAsTeapot>();
        });

        using var answer = await host.Client.GetAsync("fails");

        Assert.Equal((HttpStatusCode)418, answer.StatusCode);
        Assert.Equal("on purpose", await answer.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Middleware_can_answer_without_the_function()
    {
        await using var host = await RunningHost.StartAsync([typeof(Functions)], compose: worker =>
        {
            worker.Services.AddScoped<Trail>();
            worker.UseWhen<Refuses>(context => context.FunctionDefinition.Name == "Fails");
        });

        using var refused = await host.Client.GetAsync("fails");
        using var walked = await host.Client.GetAsync("walk");

        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        Assert.Equal(HttpStatusCode.OK, walked.StatusCode);
    }

    [Fact]
    public async Task Context_describes_the_function()
    {
        FunctionContext? seen = null;
        await using var host = await RunningHost.StartAsync([typeof(Functions)], compose: worker =>
        {
            worker.Services.AddScoped<Trail>();
            worker.Use(next => context =>
            {
                seen = context;
                return next(context);
            });
        });

        await host.Client.GetStringAsync("walk");

        Assert.Equal("Walk", seen!.FunctionDefinition.Name);
        Assert.Equal("httpTrigger", seen.FunctionDefinition.InputBindings["request"].Type);
        Assert.Equal(["request", "context"], seen.FunctionDefinition.Parameters.Select(parameter => parameter.Name));
        Assert.EndsWith("Functions.Walk", seen.FunctionDefinition.EntryPoint, StringComparison.Ordinal);
        Assert.True(Guid.TryParse(seen.InvocationId, out _));
    }

    private sealed class Trail : List<string>;

    private sealed class Functions(Trail trail)
    {
        [Function("Walk")]
        public IResult Walk([HttpTrigger("get")] HttpRequest request, FunctionContext context)
        {
            trail.Add($"{context.FunctionDefinition.Name} function");
            // The same scope serves the request and the invocation.
            return Results.Text(string.Join(' ', request.HttpContext.RequestServices.GetRequiredService<Trail>()));
        }

        [Function("Fails")]
        public IResult Fails([HttpTrigger("get")] HttpRequest request) => throw new InvalidOperationException("on purpose");
    }

    private sealed class Outer : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.InstanceServices.GetRequiredService<Trail>().Add("outer");
            return next(context);
        }
    }

    private sealed class Inner : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.InstanceServices.GetRequiredService<Trail>().Add("inner");
            return next(context);
        }
    }

    private sealed class FaultsAsTeapot : IFunctionsWorkerMiddleware
    {
        public async Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            try
            {
                await next(context);
            }
            catch (InvalidOperationException fault)
            {
                var response = context.GetHttpContext()!.Response;
                response.StatusCode = StatusCodes.Status418ImATeapot;
                await response.WriteAsync(fault.Message, context.CancellationToken);
            }
        }
    }

    private sealed class Refuses : IFunctionsWorkerMiddleware
    {
        public Task Invoke(FunctionContext context, FunctionExecutionDelegate next)
        {
            context.GetHttpContext()!.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return Task.CompletedTask;
        }
    }
}
