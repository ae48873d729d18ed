using EmailDispatch.Functions;
using EmailDispatch.LocalHost.Runtime;
using EmailDispatch.LocalHost.Runtime.Http;

return await StartUp.RunAsync(() =>
{
    var builder = FunctionsHost.CreateBuilder(args);
    builder.AddFunctions(typeof(Composition).Assembly).AddEmailDispatch(builder.Configuration);

    var app = builder.Build();
    app.MapFunctions();
    return app;
});
