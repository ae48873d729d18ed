using EmailDispatch.LocalHost.Runtime.Settings;
using Microsoft.Extensions.Configuration;

namespace EmailDispatch.Tests.LocalHost.Settings;

public sealed class HostFilesTests : IDisposable
{
    private static readonly IConfiguration NoSettings = new ConfigurationBuilder().Build();

    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("host-files-");

    public void Dispose() => _root.Delete(recursive: true);

    [Fact]
    public void Host_json_is_found_upwards_with_the_settings_beside_it()
    {
        var below = _root.CreateSubdirectory("src").CreateSubdirectory("app");
        File.WriteAllText(Path.Combine(_root.FullName, "host.json"), """{"extensions":{"http":{"routePrefix":"v1"}}}""");
        File.WriteAllText(Path.Combine(_root.FullName, "local.settings.json"), """{"Values":{"A":"file"}}""");

        var files = HostFiles.Find(below.FullName, NoSettings);

        Assert.Equal("v1", files.HostJson.RoutePrefix);
        Assert.Equal([new("A", "file")], files.LocalSettings);
    }

    [Fact]
    public void Setting_names_the_file_outright()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "other.json"), "{}");
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("LocalHost:HostJson", "other.json")]).Build();

        var files = HostFiles.Find(_root.FullName, settings);

        Assert.Equal(Path.Combine(_root.FullName, "other.json"), files.HostJsonPath);
        Assert.Empty(files.LocalSettings);
    }

    [Fact]
    public void File_that_is_named_but_missing_is_a_startup_fault()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("LocalHost:HostJson", "missing.json")]).Build();

        var fault = Assert.Throws<StartupFault>(() => HostFiles.Find(_root.FullName, settings));

        Assert.Contains("missing.json", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Settings_of_the_functions_host_replace_parts_of_host_json()
    {
        File.WriteAllText(
            Path.Combine(_root.FullName, "host.json"),
            """{"extensions":{"queues":{"batchSize":16,"maxDequeueCount":5}},"logging":{"logLevel":{"default":"Warning","Azure.Core":"Error"}}}""");
        File.WriteAllText(Path.Combine(_root.FullName, "local.settings.json"), """{"Values":{"AzureFunctionsJobHost__extensions__http__routePrefix":"v1"}}""");
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection(
        [
            new("AzureFunctionsJobHost:extensions:queues:batchSize", "4"),
            new("AzureFunctionsJobHost:Logging:LogLevel:Default", "Debug"),
            new("Logging:LogLevel:Azure.Core", "Trace"),
        ]);

        var files = HostFiles.Find(_root.FullName, configuration);
        files.AddTo(configuration);

        Assert.Equal(("v1", 4, 5), (files.HostJson.RoutePrefix, files.HostJson.Queues.BatchSize, files.HostJson.Queues.MaxDequeueCount));
        Assert.Equal(("Debug", "Trace"), (configuration["Logging:LogLevel:Default"], configuration["Logging:LogLevel:Azure.Core"]));
    }

    [Fact]
    public void Other_settings_win_over_the_file()
    {
        File.WriteAllText(Path.Combine(_root.FullName, "host.json"), "{}");
        File.WriteAllText(Path.Combine(_root.FullName, "local.settings.json"), """{"Values":{"A":"file","B":"file"}}""");
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([new("A", "command line")]);

        HostFiles.Find(_root.FullName, configuration).AddTo(configuration);

        Assert.Equal(("command line", "file"), (configuration["A"], configuration["B"]));
    }
}
