using System.Globalization;
using System.Net;
using System.Reflection;
using System.Text.Json;
using EmailDispatch.LocalHost.Runtime.Http;
using EmailDispatch.LocalHost.Runtime.Invocation;
using EmailDispatch.LocalHost.Runtime.Listening;
using EmailDispatch.LocalHost.Runtime.Logging;
using EmailDispatch.LocalHost.Runtime.Queues;
using EmailDispatch.LocalHost.Runtime.Settings;
using EmailDispatch.LocalHost.Runtime.Timers;
using EmailDispatch.Settings;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging.Console;

namespace EmailDispatch.LocalHost.Runtime;

/// <summary>
/// A development host for function classes. It finds them by their attributes and runs them in this process, triggered by Kestrel, queue listeners
/// and timers as configured in host.json.
/// </summary>
internal static class FunctionsHost
{
    /// <summary>
    /// Creates a web application with the settings of a Functions project. In order of precedence: the command line, environment variables,
    /// local.settings.json, the log levels in host.json.
    /// </summary>
    public static WebApplicationBuilder CreateBuilder(string[] args)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, EnvironmentName = EnvironmentName() });
        var files = HostFiles.Find(builder.Environment.ContentRootPath, builder.Configuration);
        files.AddTo(builder.Configuration);

        if (builder.Configuration[WebHostDefaults.ServerUrlsKey] is null)
            builder.WebHost.UseUrls($"http://127.0.0.1:{PortOf(builder)}");

        builder.Logging.ClearProviders().AddConsole(console => console.FormatterName = LogLines.FormatterName);
        builder.Logging.AddConsoleFormatter<LogLines, ConsoleFormatterOptions>();
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.AddSingleton(files.HostJson);
        return builder;
    }

    /// <summary>Adds every function of an assembly. Add services and middleware to the returned worker.</summary>
    public static IFunctionsWorkerApplicationBuilder AddFunctions(this WebApplicationBuilder builder, Assembly assembly) =>
        builder.AddFunctions(assembly.GetTypes());

    public static IFunctionsWorkerApplicationBuilder AddFunctions(this WebApplicationBuilder builder, params IEnumerable<Type> classes)
    {
        var services = builder.Services;
        var catalogue = FunctionCatalogue.Of(classes, builder.Configuration);
        services.AddSingleton(catalogue);
        services.AddSettings<LocalHostOptions>(builder.Configuration, LocalHostOptions.Section, "HostJson", "Timers");
        // The worker registers these too, for IActionResult and for JSON.
        services.AddMvcCore();
        services.Configure<JsonSerializerOptions>(json => json.PropertyNameCaseInsensitive = true);

        var worker = new LocalWorkerBuilder(services);
        services.AddSingleton(worker);
        services.AddSingleton<FunctionInvoker>();
        services.AddSingleton<WakeUp>();
        services.AddSingleton<StorageConnections>();
        services.AddSingleton<HttpFunctions>();
        foreach (var (function, trigger) in catalogue.TriggeredBy<QueueTriggerAttribute>())
            services.AddSingleton<IListener>(provider => QueueListener.Create(provider, function, trigger));
        foreach (var (function, trigger) in catalogue.TriggeredBy<TimerTriggerAttribute>())
            services.AddSingleton<IListener>(provider => TimerListener.Create(provider, function, trigger));
        services.AddHostedService<Listeners>();
        return worker;
    }

    private static int PortOf(WebApplicationBuilder builder)
    {
        const int usual = 7071;
        if (builder.Configuration["Host:LocalHttpPort"] is not { } text)
            return usual;
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port <= IPEndPoint.MaxPort)
            return port;
        builder.Services.AddSingleton(new SettingFault($"Host__LocalHttpPort: '{text}' is not a port from 0 to {IPEndPoint.MaxPort}."));
        return usual;
    }

    private static string EnvironmentName() =>
        Environment.GetEnvironmentVariable("AZURE_FUNCTIONS_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("ASPNETCORE_ENVIRONMENT")
        ?? Environment.GetEnvironmentVariable("DOTNET_ENVIRONMENT")
        ?? Environments.Development;
}
