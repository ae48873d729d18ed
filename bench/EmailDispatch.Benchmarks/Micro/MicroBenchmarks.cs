using BenchmarkDotNet.Columns;
using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Exporters.Json;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Loggers;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace EmailDispatch.Benchmarks.Micro;

/// <summary>Single steps, with BenchmarkDotNet. In-process, because this repository's build rules would apply to projects it generates.</summary>
internal static class MicroBenchmarks
{
    public const string Command = "micro";

    /// <param name="arguments">Arguments of BenchmarkDotNet, such as <c>--filter *Compose*</c>.</param>
    public static int Run(string[] arguments)
    {
        var config = ManualConfig.CreateEmpty()
            .AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance))
            .AddColumnProvider(DefaultColumnProviders.Instance)
            .AddLogger(ConsoleLogger.Default)
            .AddExporter(JsonExporter.Full)
            .WithArtifactsPath(Path.Combine(".local", "bench", "micro"));
        var reports = BenchmarkSwitcher.FromAssembly(typeof(MicroBenchmarks).Assembly).Run(arguments.Length > 0 ? arguments : ["--filter", "*"], config);
        return reports.All(report => !report.HasCriticalValidationErrors) ? 0 : 1;
    }
}
