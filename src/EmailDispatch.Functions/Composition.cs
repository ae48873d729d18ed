using EmailDispatch.Functions.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;

namespace EmailDispatch.Functions;

/// <summary>What every host of these functions adds: the library and the middleware around the functions.</summary>
public static class Composition
{
    /// <summary>Adds the library and the middleware; the outermost first.</summary>
    public static IFunctionsWorkerApplicationBuilder AddEmailDispatch(this IFunctionsWorkerApplicationBuilder worker, IConfiguration configuration)
    {
        worker.Services.AddEmailDispatch(configuration);
        TelemetryExport.Add(worker.Services, configuration);
        worker.UseMiddleware<ErrorMiddleware>();
        worker.UseMiddleware<AuthenticationMiddleware>();
        worker.UseMiddleware<ContentMiddleware>();
        return worker;
    }
}
