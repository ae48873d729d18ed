using EmailDispatch.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Functions;

/// <summary>Adds the library and the middleware (outermost first) to a Functions host.</summary>
public static class Composition
{
    public static IFunctionsWorkerApplicationBuilder AddEmailDispatch(this IFunctionsWorkerApplicationBuilder worker, IConfiguration configuration)
    {
        worker.Services.AddEmailDispatch(configuration);
        foreach (var fault in HostLogLevels.TakeOutFaults(configuration))
            worker.Services.AddSingleton(fault);
        TelemetryExport.Add(worker.Services, configuration);
        worker.UseMiddleware<ErrorMiddleware>();
        worker.UseMiddleware<AuthenticationMiddleware>();
        worker.UseMiddleware<ContentMiddleware>();
        return worker;
    }
}
