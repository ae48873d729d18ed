using EmailDispatch;
using EmailDispatch.SmtpDoor;
using Microsoft.Extensions.Hosting;

try
{
    var builder = Host.CreateApplicationBuilder(args);
    builder.Services.AddEmailDispatch(builder.Configuration);
    builder.Services.AddSmtpDoor(builder.Configuration);
    using var host = builder.Build();
    SettingFaults.Check(host.Services);
    await host.RunAsync();
    return 0;
}
catch (Exception fault) when (SettingFaults.Find(fault) is { } faults)
{
    await Console.Error.WriteLineAsync(faults);
    return 1;
}
