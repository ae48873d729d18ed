using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.LocalHost.Settings;

public sealed class LocalSettingsFileTests
{
    [Theory]
    [InlineData("AzureWebJobsStorage", "UseDevelopmentStorage=true")]
    [InlineData("Providers:0:Host", "smtp.example")]
    [InlineData("Providers:0:Port", "587")]
    [InlineData("Providers:1:Host", "other.example")]
    [InlineData("Flag", "True")]
    [InlineData("ConnectionStrings:Reports", "x=y")]
    [InlineData("Host:LocalHttpPort", "7072")]
    public void Values_are_flattened(string key, string value)
    {
        const string json = """
            {
              "IsEncrypted": false,
              "Values": {
                "AzureWebJobsStorage": "UseDevelopmentStorage=true",
                "Providers__0__Host": "smtp.example",
                "Providers__0__Port": 587,
                "Providers:1:Host": "other.example",
                "Flag": true,
              },
              "ConnectionStrings": { "Reports": "x=y" },
              "Host": { "LocalHttpPort": 7072 }
            }
            """;

        var configuration = new ConfigurationBuilder().AddInMemoryCollection(LocalSettingsFile.Parse(json, "local.settings.json")).Build();

        Assert.Equal(value, configuration[key]);
    }

    [Theory]
    [InlineData("""{"IsEncrypted":true,"Values":{}}""", "encrypted")]
    [InlineData("""{"Values":""", "not JSON")]
    public void Unreadable_file_is_a_startup_fault_that_names_it(string json, string why)
    {
        var fault = Assert.Throws<StartupFault>(() => LocalSettingsFile.Parse(json, "/app/local.settings.json"));

        Assert.Contains(why, fault.Message, StringComparison.Ordinal);
        Assert.Contains("/app/local.settings.json", fault.Message, StringComparison.Ordinal);
    }
}
