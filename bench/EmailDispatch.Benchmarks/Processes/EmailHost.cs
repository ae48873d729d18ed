using EmailDispatch.Functions;
using EmailDispatch.LocalHost.Runtime;
using EmailDispatch.LocalHost.Runtime.Http;
using EmailDispatch.Providers;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace EmailDispatch.Benchmarks.Processes;

/// <summary>The local host in this process, without its sandbox, for measurements from inside.</summary>
internal sealed class EmailHost : IAsyncDisposable
{
    /// <summary>Not a secret: known only to hosts on the loopback interface.</summary>
    public const string ApiKey = "ed_bench_not_a_secret_0123456789";

    private readonly WebApplication _app;

    private EmailHost(WebApplication app) => _app = app;

    public Uri Address => new(_app.Urls.First());

    public static async Task<EmailHost> StartAsync(
        IEnumerable<KeyValuePair<string, string>> settings, Action<IServiceCollection> configure, CancellationToken cancellationToken)
    {
        var builder = FunctionsHost.CreateBuilder([$"--contentRoot={AppContext.BaseDirectory}", "--urls=http://127.0.0.1:0"]);
        builder.Configuration.AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create(setting.Key, (string?)setting.Value)));
        builder.AddFunctions(typeof(Composition).Assembly).AddEmailDispatch(builder.Configuration);
        configure(builder.Services);
        var app = builder.Build();
        app.MapFunctions();
        await app.StartAsync(cancellationToken);
        return new EmailHost(app);
    }

    /// <summary>Nothing is logged per email, because the sides it is compared with log nothing either.</summary>
    public static Dictionary<string, string> Settings(string connectionString, params int[] providerPorts)
    {
        var settings = new Dictionary<string, string>
        {
            ["AzureWebJobsStorage"] = connectionString,
            ["Access:Keys:0:Key"] = ApiKey,
            ["Logging:LogLevel:EmailDispatch"] = "Warning",
            ["Logging:LogLevel:EmailDispatch.LocalHost"] = "Information",
            ["Logging:LogLevel:Microsoft.Hosting.Lifetime"] = "Warning",
        };
        for (var i = 0; i < providerPorts.Length; i++)
        {
            settings[$"Providers:{i}:Name"] = $"sink-{i}";
            settings[$"Providers:{i}:Host"] = "127.0.0.1";
            settings[$"Providers:{i}:Port"] = $"{providerPorts[i]}";
            settings[$"Providers:{i}:Security"] = nameof(ProviderSecurity.None);
            settings[$"Providers:{i}:Priority"] = $"{i + 1}";
        }

        return settings;
    }

    public EmailCaller Caller() => new(Address);

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
