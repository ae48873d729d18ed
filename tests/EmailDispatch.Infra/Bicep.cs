using System.Runtime.InteropServices;
using System.Text.Json;

namespace EmailDispatch.Infra;

/// <summary>The Bicep compiler, from the NuGet package for this platform.</summary>
internal static class Bicep
{
    private static readonly string Project = InfraFiles.At("tests/EmailDispatch.Infra/Compiler/bicep.proj");

    private static readonly Lazy<Task<ProgramRun>> Restored = new(RestoreAsync);

    // The platform that the build server has: there the compiler is a must.
    private static bool IsRequired =>
        OperatingSystem.IsLinux() && RuntimeInformation.ProcessArchitecture == Architecture.X64
        && !RuntimeInformation.RuntimeIdentifier.Contains("musl", StringComparison.Ordinal);

    /// <summary>Runs the compiler in a folder, with variables of the environment that the parameters file reads.</summary>
    public static async Task<ProgramRun> RunAsync(string folder, string[] arguments, IReadOnlyDictionary<string, string>? variables = null)
    {
        var restored = await Restored.Value;
        if (restored.ExitCode != 0)
        {
            var reason = $"No Bicep compiler for {RuntimeInformation.RuntimeIdentifier}: {restored.Output.Trim()} {restored.Errors.Trim()}";
            Assert.SkipUnless(IsRequired, reason);
            Assert.Fail(reason);
        }

        return await ProgramRun.StartAsync(Program(), arguments, folder, variables);
    }

    private static Task<ProgramRun> RestoreAsync() =>
        ProgramRun.StartAsync(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", ["restore", Project, "--nologo", "-nodeReuse:false"], InfraFiles.Root);

    // The version is the one that was restored, which need not be the one asked for.
    private static string Program()
    {
        using var assets = JsonDocument.Parse(File.ReadAllText(Path.Combine(Path.GetDirectoryName(Project)!, "obj", "project.assets.json")));
        var package = assets.RootElement.GetProperty("libraries").EnumerateObject()
            .Single(library => library.Name.StartsWith("Azure.Bicep.CommandLine.", StringComparison.OrdinalIgnoreCase));
        var path = Path.Combine(package.Value.GetProperty("path").GetString()!, "tools", OperatingSystem.IsWindows() ? "bicep.exe" : "bicep");
        return assets.RootElement.GetProperty("packageFolders").EnumerateObject().Select(folder => Path.Combine(folder.Name, path)).First(File.Exists);
    }
}
