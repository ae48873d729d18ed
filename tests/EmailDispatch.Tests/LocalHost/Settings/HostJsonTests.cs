using EmailDispatch.LocalHost.Runtime.Settings;

namespace EmailDispatch.Tests.LocalHost.Settings;

public sealed class HostJsonTests
{
    [Fact]
    public void Empty_file_has_the_defaults_of_the_functions_host()
    {
        var hostJson = HostJson.Parse("{}", "host.json");

        Assert.Equal("api", hostJson.RoutePrefix);
        Assert.Equal(
            (16, 8, TimeSpan.FromMinutes(1), TimeSpan.Zero, 5, MessageEncoding.Base64),
            (hostJson.Queues.BatchSize, hostJson.Queues.NewBatchThreshold, hostJson.Queues.MaxPollingInterval,
                hostJson.Queues.VisibilityTimeout, hostJson.Queues.MaxDequeueCount, hostJson.Queues.MessageEncoding));
    }

    [Fact]
    public void Every_queue_setting_is_read()
    {
        var hostJson = HostJson.Parse(
            """
            {
              // comments and trailing commas are common in these files
              "extensions": {
                "http": { "routePrefix": "" },
                "queues": {
                  "batchSize": 32, "newBatchThreshold": 3, "maxDequeueCount": 7, "maxPollingInterval": "00:00:02",
                  "visibilityTimeout": "00:00:30", "messageEncoding": "none",
                },
              },
            }
            """,
            "host.json");

        Assert.Equal("", hostJson.RoutePrefix);
        Assert.Equal(
            new QueueSettings
            {
                BatchSize = 32,
                NewBatchThreshold = 3,
                MaxDequeueCount = 7,
                MaxPollingInterval = TimeSpan.FromSeconds(2),
                VisibilityTimeout = TimeSpan.FromSeconds(30),
                MessageEncoding = MessageEncoding.None,
            },
            hostJson.Queues);
    }

    [Fact]
    public void Log_levels_become_configuration()
    {
        var hostJson = HostJson.Parse("""{"logging":{"logLevel":{"default":"Warning","Function.Send":"Debug"}}}""", "host.json");

        Assert.Equal("Warning", hostJson.LogLevels["Logging:LogLevel:default"]);
        Assert.Equal("Debug", hostJson.LogLevels["Logging:LogLevel:Function.Send"]);
    }

    [Theory]
    [InlineData("""{"extensions":{"queues":{"batchSize":33}}}""", "batchSize")]
    [InlineData("""{"extensions":{"queues":{"batchSize":0}}}""", "batchSize")]
    [InlineData("""{"extensions":{"queues":{"newBatchThreshold":-1}}}""", "newBatchThreshold")]
    [InlineData("""{"extensions":{"queues":{"maxDequeueCount":0}}}""", "maxDequeueCount")]
    [InlineData("""{"extensions":{"queues":{"maxPollingInterval":"00:00:00"}}}""", "maxPollingInterval")]
    [InlineData("""{"extensions":{"queues":{"visibilityTimeout":"8.00:00:00"}}}""", "visibilityTimeout")]
    [InlineData("""{"extensions":{"queues":{"messageEncoding":"rot13"}}}""", "messageEncoding")]
    [InlineData("{", "host.json")]
    public void Invalid_setting_is_named(string json, string name)
    {
        var fault = Assert.Throws<StartupFault>(() => HostJson.Parse(json, "/app/host.json"));

        Assert.Contains(name, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("/app/host.json", fault.Message, StringComparison.Ordinal);
    }
}
