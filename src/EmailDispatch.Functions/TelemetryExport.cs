using EmailDispatch.Telemetry;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Logs;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace EmailDispatch.Functions;

/// <summary>
/// Sends traces, metrics and logs by OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> names a collector. Protocol, headers and the rest are
/// the variables of https://opentelemetry.io/docs/specs/otel/protocol/exporter/. Without it nothing is collected, and nothing costs.
/// </summary>
internal sealed class TelemetryExport : IHostedService, IDisposable
{
    private const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";

    private TracerProvider? _traces;
    private MeterProvider? _metrics;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _traces = Sdk.CreateTracerProviderBuilder().AddSource(DispatchTelemetry.Name).ConfigureResource(resource => Describe(resource)).AddOtlpExporter().Build();
        _metrics = Sdk.CreateMeterProviderBuilder().AddMeter(DispatchTelemetry.Name).ConfigureResource(resource => Describe(resource)).AddOtlpExporter().Build();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    internal static void Add(IServiceCollection services, IConfiguration configuration)
    {
        if (configuration[EndpointSetting] is not { Length: > 0 })
            return;

        services.AddHostedService<TelemetryExport>();
        services.AddLogging(logging => logging.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(Describe(ResourceBuilder.CreateDefault()));
            // The id of the request, among others.
            options.IncludeScopes = true;
            options.AddOtlpExporter();
        }));
    }

    // The environment has the last word: OTEL_SERVICE_NAME, OTEL_RESOURCE_ATTRIBUTES.
    private static ResourceBuilder Describe(ResourceBuilder resource) => resource.AddService("email-dispatch").AddEnvironmentVariableDetector();
}
