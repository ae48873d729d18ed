using System.Reflection;
using System.Text.Json;
using EmailDispatch.LocalHost.Runtime.Http;
using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Logging;
using EmailDispatch.LocalHost.Runtime.Queues;
using EmailDispatch.LocalHost.Runtime.Settings;
using EmailDispatch.LocalHost.Runtime.Timers;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace EmailDispatch.LocalHost.Runtime;

/// <summary>
/// A development host for function classes: finds them by their attributes and runs them in this process, behind Kestrel,
/// queue listeners and timers, as host.json says.
/// </summary>
internal static class FunctionsHost
{
    /// <summary>
    /// A web application with the settings of a Functions project: command line over environment variables over
    /// local.settings.json over host.json's log levels.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, EnvironmentName = EnvironmentName() });
        var files = HostFiles.Find(builder.Environment.ContentRootPath, builder.Configuration);
        builder.Configuration.AddHostFiles(files);

        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
            builder.WebHost.UseUrls($"http://127.0.0.1:{builder.Configuration["Host:LocalHttpPort"] ?? "7071"}");

        builder.Logging.ClearProviders().AddConsole(console => console.FormatterName = LogLines.FormatterName);
        builder.Logging.AddConsoleFormatter<LogLines, ConsoleFormatterOptions>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(files.HostJson);
        return builder;
    }

    /// <summary>Adds every function of an assembly and hands out the worker to compose their services and middleware on.</summary>
    public static IFunctionsWorkerApplicationBuilder AddFunctions(this WebApplicationBuilder builder, Assembly assembly) =>
        builder.AddFunctions(assembly.GetTypes());

    public static IFunctionsWorkerApplicationBuilder AddFunctions(this WebApplicationBuilder builder, params IEnumerable<Type> classes)
    {
        var services = builder.Services;
        services.AddSingleton(FunctionCatalogue.Of(classes, builder.Configuration));
        services.AddOptions<LocalHostOptions>().BindConfiguration(LocalHostOptions.Section)
            .Validate(options => options.MessageLock >= TimeSpan.FromSeconds(1), "The setting LocalHost:MessageLock is below one second.")
            .Validate(options => options.DrainTimeout >= TimeSpan.Zero, "The setting LocalHost:DrainTimeout is negative.")
            .ValidateOnStart();
        // What the worker registers for IActionResult and for reading JSON into objects.
        services.AddMvcCore();
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);

        var worker = new LocalWorkerBuilder(services);
        services.AddSingleton(worker);
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<WakeUp>();
        services.AddSingleton<StorageConnections>();
        services.AddSingleton<HttpFunctions>();
        services.AddSingleton<IListenerFactory, QueueListenerFactory>();
        services.AddSingleton<IListenerFactory, TimerListenerFactory>();
        services.AddHostedService<Listeners>();
        return worker;
    }

    private static string EnvironmentName() =>
        Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Development;
}
