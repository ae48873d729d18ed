using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Tests.Packages;

/// <summary>What the code above relies on in the Functions worker's attributes; holds for the packages and their stand-ins.</summary>
public sealed class FunctionsWorkerTests
{
    [Fact]
    public void Http_trigger_without_a_level_asks_for_a_function_key()
    {
        var trigger = Trigger<HttpTriggerAttribute>(nameof(Functions.Defaults));

        Assert.Equal(AuthorizationLevel.Function, trigger.AuthLevel);
        Assert.Null(trigger.Methods);
        Assert.Null(trigger.Route);
    }

    [Fact]
    public void Http_trigger_keeps_methods_as_they_are_written()
    {
        var trigger = Trigger<HttpTriggerAttribute>(nameof(Functions.Http));

        Assert.Equal((AuthorizationLevel.Anonymous, "things/{id?}"), (trigger.AuthLevel, trigger.Route));
        Assert.Equal(["get", "POST"], trigger.Methods!);
    }

    [Fact]
    public void Queue_trigger_has_no_default_connection()
    {
        var trigger = Trigger<QueueTriggerAttribute>(nameof(Functions.Queue));

        Assert.Equal("emails", trigger.QueueName);
        Assert.Null(trigger.Connection);
    }

    [Fact]
    public void Timer_trigger_is_monitored_and_does_not_run_on_startup()
    {
        var trigger = Trigger<TimerTriggerAttribute>(nameof(Functions.Timer));

        Assert.Equal(("0 0 * * * *", true, false), (trigger.Schedule, trigger.UseMonitor, trigger.RunOnStartup));
    }

    [Fact]
    public void Function_attribute_carries_the_name() =>
        Assert.Equal("Named", typeof(Functions).GetMethod(nameof(Functions.Http))!.GetCustomAttribute<FunctionAttribute>()!.Name);

    private static T Trigger<T>(string method)
        where T : Attribute =>
        typeof(Functions).GetMethod(method)!.GetParameters()[0].GetCustomAttribute<T>()!;

    private static class Functions
    {
        [Function("Defaults")]
        public static void Defaults([HttpTrigger] HttpRequest request)
        {
        }

        [Function("Named")]
        public static void Http([HttpTrigger(AuthorizationLevel.Anonymous, "get", "POST", Route = "things/{id?}")] HttpRequest request)
        {
        }

        [Function("Queue")]
        public static void Queue([QueueTrigger("emails")] string message)
        {
        }

        [Function("Timer")]
        public static void Timer([TimerTrigger("0 0 * * * *")] TimerInfo timer)
        {
        }
    }
}
