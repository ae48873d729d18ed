using EmailDispatch.Functions;
using EmailDispatch.LocalHost;
using EmailDispatch.LocalHost.Inbox;
using EmailDispatch.LocalHost.Runtime;
using EmailDispatch.LocalHost.Runtime.Http;

return await HostRunner.RunAsync(() =>
{
    var builder = FunctionsHost.CreateBuilder(args);
    builder.AddFunctions(typeof(Composition).Assembly).AddEmailDispatch(builder.Configuration);
    builder.Services.AddSandbox(builder.Configuration);
    if (builder.Configuration.GetValue<bool>(nameof(StopWithStandardInput)))
        builder.Services.AddHostedService<StopWithStandardInput>();

    var app = builder.Build();
    app.UseSingleSlashes();
    app.MapFunctions();
    app.MapInbox();
    return app;
});
