using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.LocalHost.Invocation;

public sealed class FunctionCatalogueTests
{
    private static readonly IConfiguration NoSettings = new ConfigurationBuilder().Build();

    [Fact]
    public void Functions_are_found_by_their_attribute_and_sorted()
    {
        var catalogue = FunctionCatalogue.Of([typeof(Good), typeof(string)], NoSettings);

        Assert.Equal(
            [("A", "httpTrigger"), ("B", "queueTrigger"), ("C", "timerTrigger")],
            catalogue.Functions.Select(function => (function.Name, function.TriggerType)));
    }

    [Theory]
    [InlineData(typeof(NoTrigger), "0 triggers")]
    [InlineData(typeof(TwoTriggers), "2 triggers")]
    [InlineData(typeof(SameName), "SameName.One and ")]
    public void Class_that_the_worker_could_not_load_is_a_startup_fault(Type type, string why)
    {
        var fault = Assert.Throws<StartupFault>(() => FunctionCatalogue.Of([type], NoSettings));

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(typeof(Unfillable), "Int32 unknown")]
    [InlineData(typeof(NotARequest), "String request")]
    [InlineData(typeof(ReturnsValueTask), "ValueTask")]
    [InlineData(typeof(BadRoute), "route")]
    public void Method_that_cannot_be_called_is_a_startup_fault_that_names_the_function(Type type, string why)
    {
        var function = FunctionCatalogue.Of([type], NoSettings).Functions.Single();

        var fault = Assert.Throws<StartupFault>(() => new FunctionMethod(function));

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Contains("function F", fault.Message, StringComparison.Ordinal);
    }

    private sealed class Good
    {
        [Function("C")]
        public void Timer([TimerTrigger("0 * * * * *")] TimerInfo timer)
        {
        }

        [Function("B")]
        public void Queue([QueueTrigger("b")] string message)
        {
        }

        [Function("A")]
        public void Http([HttpTrigger] HttpRequest request)
        {
        }

        public void NotAFunction()
        {
        }
    }

    private sealed class NoTrigger
    {
        [Function("F")]
        public void Run(string message)
        {
        }
    }

    private sealed class TwoTriggers
    {
        [Function("F")]
        public void Run([QueueTrigger("a")] string a, [QueueTrigger("b")] string b)
        {
        }
    }

    private sealed class SameName
    {
        [Function("Same")]
        public void One([QueueTrigger("a")] string a)
        {
        }

        [Function("same")]
        public void Other([QueueTrigger("b")] string b)
        {
        }
    }

    private sealed class Unfillable
    {
        [Function("F")]
        public void Run([HttpTrigger(Route = "a/{id}")] HttpRequest request, string id, int unknown)
        {
        }
    }

    private sealed class NotARequest
    {
        [Function("F")]
        public void Run([HttpTrigger] string request)
        {
        }
    }

    private sealed class ReturnsValueTask
    {
        [Function("F")]
        public ValueTask Run([HttpTrigger] HttpRequest request) => ValueTask.CompletedTask;
    }

    private sealed class BadRoute
    {
        [Function("F")]
        public void Run([HttpTrigger(Route = "a/{id")] HttpRequest request)
        {
        }
    }
}
