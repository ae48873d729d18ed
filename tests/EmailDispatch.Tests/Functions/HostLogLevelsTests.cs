using EmailDispatch.Functions;
using EmailDispatch.Tests.Infra;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.Functions;

public sealed class HostLogLevelsTests
{
    private static readonly string HostJson = InfraFiles.At("host.json");

    [Theory]
    [InlineData("Azure.Core", "Error")]
    [InlineData("EmailDispatch", "Information")]
    [InlineData("Default", "Warning")]
    public void Levels_of_host_json_hold_for_the_worker(string category, string level)
    {
        var configuration = new ConfigurationManager();

        configuration.AddHostLogLevels(HostJson);

        Assert.Equal(level, configuration[$"Logging:LogLevel:{category}"]);
    }

    [Fact]
    public void Setting_of_the_host_replaces_host_json_and_one_of_the_worker_replaces_both()
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(
        [
            new("AzureFunctionsJobHost:logging:logLevel:emaildispatch", "Debug"),
            new("AzureFunctionsJobHost:logging:logLevel:Azure.Core", "Debug"),
            new("Logging:LogLevel:Azure.Core", "Trace"),
        ]);

        configuration.AddHostLogLevels(HostJson);

        Assert.Equal(("Debug", "Trace"), (configuration["Logging:LogLevel:EmailDispatch"], configuration["Logging:LogLevel:Azure.Core"]));
    }
}
