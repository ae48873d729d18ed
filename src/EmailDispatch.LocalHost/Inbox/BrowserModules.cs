using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>Serves the npm packages that the page imports from node_modules.</summary>
internal sealed partial class BrowserModules(string? folder)
{
    private static readonly Dictionary<string, string> ModuleFolders = new(StringComparer.Ordinal)
    {
        ["postal-mime"] = Path.Combine("postal-mime", "dist", "esm"),
        ["dompurify"] = Path.Combine("dompurify", "dist"),
    };

    /// <summary>
    /// Searches upwards from the program's folder: the host runs below its project, the tests next to it. If nothing is found, the page explains what
    /// to do.
    /// </summary>
    public static BrowserModules Find(string? configured)
    {
        if (configured is not null)
            return new BrowserModules(configured);
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string[] candidates =
                [Path.Combine(folder.FullName, "node_modules"), Path.Combine(folder.FullName, "src", "EmailDispatch.LocalHost", "node_modules")];
            if (Array.Find(candidates, HasAll) is { } found)
                return new BrowserModules(found);
        }

        return new BrowserModules(null);
    }

    public Results<PhysicalFileHttpResult, NotFound> Serve(string package, string file)
    {
        if (folder is null || !ModuleFolders.TryGetValue(package, out var modules) || !FileName().IsMatch(file))
            return TypedResults.NotFound();
        var path = Path.GetFullPath(Path.Combine(folder, modules, file));
        return File.Exists(path) ? TypedResults.PhysicalFile(path, "text/javascript; charset=utf-8") : TypedResults.NotFound();
    }

    // Requires all of them, because the node_modules of another project may contain one as a dependency.
    private static bool HasAll(string candidate) => ModuleFolders.Values.All(module => Directory.Exists(Path.Combine(candidate, module)));

    [GeneratedRegex(@"\A[a-z0-9][a-z0-9.-]*\.m?js\z")]
    private static partial Regex FileName();
}
