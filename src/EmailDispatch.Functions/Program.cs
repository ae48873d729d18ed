using EmailDispatch;
using EmailDispatch.Functions;
using Microsoft.Azure.Functions.Worker.Builder;
using Microsoft.Extensions.Hosting;

var builder = FunctionsApplication.CreateBuilder(args);
builder.Configuration.AddHostLogLevels(Path.Combine(AppContext.BaseDirectory, "host.json"));
builder.ConfigureFunctionsWebApplication();
builder.AddEmailDispatch(builder.Configuration);
try
{
    var host = builder.Build();
    SettingFaults.Check(host.Services);
    host.Run();
    return 0;
}
catch (Exception fault) when (SettingFaults.Find(fault) is { } faults)
{
    await Console.Error.WriteLineAsync(faults);
    return 1;
}
