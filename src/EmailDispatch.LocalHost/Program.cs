using EmailDispatch.Functions;
using EmailDispatch.LocalHost;
using EmailDispatch.LocalHost.Inbox;
using EmailDispatch.LocalHost.Runtime;
using EmailDispatch.LocalHost.Runtime.Http;
using EmailDispatch.Settings;

return await HostRunner.RunAsync(() =>
{
    var builder = FunctionsHost.CreateBuilder(args);
    builder.AddFunctions(typeof(Composition).Assembly).AddEmailDispatch(builder.Configuration);
    builder.Services.AddSandbox(builder.Configuration);
    builder.Services.AddLocalSmtpDoor(builder.Configuration);
    var stop = builder.Configuration[nameof(StopWithStandardInput)] ?? "false";
    if (!bool.TryParse(stop, out var doesStop))
        builder.Services.AddSingleton(new SettingFault($"{nameof(StopWithStandardInput)}: '{stop}' is neither true nor false."));
    if (doesStop)
        builder.Services.AddHostedService<StopWithStandardInput>();

    var app = builder.Build();
    app.UseSingleSlashes();
    app.MapFunctions();
    app.MapInbox();
    return app;
});
