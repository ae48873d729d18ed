using Azure.Identity;
using Azure.Monitor.OpenTelemetry.Exporter;
using EmailDispatch.Settings;
using EmailDispatch.Telemetry;
using Microsoft.Azure.Functions.Worker.OpenTelemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EmailDispatch.Functions;

/// <summary>
/// Exports logs, metrics and traces from the worker: to Application Insights if its connection string is set, and by OTLP if
/// <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. Logs exported by the Functions host instead would lose their category, event id and scopes.
/// </summary>
internal static class TelemetryExport
{
    private const string Collector = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Insights = "APPLICATIONINSIGHTS_CONNECTION_STRING";
    private const string InsightsLogin = "APPLICATIONINSIGHTS_AUTHENTICATION_STRING";

    internal static void Add(IServiceCollection services, IConfiguration configuration)
    {
        var hasCollector = configuration[Collector] is { Length: > 0 };
        var insights = configuration[Insights];
        if (hasCollector && !(Uri.TryCreate(configuration[Collector], UriKind.Absolute, out var collector) && (collector.Scheme == Uri.UriSchemeHttp || collector.Scheme == Uri.UriSchemeHttps)))
        {
            services.AddSingleton(new SettingFault($"{Collector}: '{configuration[Collector]}' is no address such as http://collector.example.com:4317."));
            hasCollector = false;
        }

        if (!string.IsNullOrEmpty(insights) && !insights.Contains("InstrumentationKey=", StringComparison.OrdinalIgnoreCase))
        {
            services.AddSingleton(new SettingFault($"{Insights}: is no connection string, which begins with InstrumentationKey=."));
            insights = null;
        }

        if (!hasCollector && string.IsNullOrEmpty(insights))
            return;

        var telemetry = services.AddOpenTelemetry()
            .UseFunctionsWorkerDefaults()
            // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES override the name.
            .ConfigureResource(resource => resource.AddService("email-dispatch").AddEnvironmentVariableDetector())
            .WithTracing(traces => traces.AddSource(DispatchTelemetry.Name))
            .WithMetrics(metrics => metrics.AddMeter(DispatchTelemetry.Name))
            .WithLogging(configureBuilder: null, logs => logs.IncludeScopes = logs.IncludeFormattedMessage = true);
        if (hasCollector)
            telemetry.UseOtlpExporter();
        if (!string.IsNullOrEmpty(insights))
        {
            // Only this overload reads OTEL_TRACES_SAMPLER.
            telemetry.UseAzureMonitorExporter();
            services.Configure<AzureMonitorExporterOptions>(options => Configure(options, insights, configuration[InsightsLogin]));
        }
    }

    private static void Configure(AzureMonitorExporterOptions options, string connection, string? login)
    {
        options.ConnectionString = connection;
        // The alerts count log lines, so none may be sampled out.
        options.EnableTraceBasedLogsSampler = false;
        if (login?.Contains("Authorization=AAD", StringComparison.OrdinalIgnoreCase) == true)
            options.Credential = new DefaultAzureCredential();
    }
}
