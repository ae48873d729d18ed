using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using EmailDispatch.Functions;

namespace EmailDispatch.Tests.Functions.OpenApi;

/// <summary>The document as the assembly has it, and the sources it is held to.</summary>
internal static class OpenApiDocument
{
    public static JsonNode Root { get; } = Read();

    public static JsonObject Schemas => Root["components"]!["schemas"]!.AsObject();

    /// <summary>Every operation with its method in upper case and its path without the slash at the beginning.</summary>
    public static IEnumerable<(string Method, string Path, JsonNode Operation)> Operations =>
        from path in Root["paths"]!.AsObject()
        from method in path.Value!.AsObject()
        select (method.Key.ToUpperInvariant(), path.Key[1..], method.Value!);

    public static JsonNode Schema(string name) => Schemas[name] ?? throw new ArgumentException($"There is no schema {name}.", nameof(name));

    /// <summary>The enumerated words of a schema, null aside.</summary>
    public static IEnumerable<string> Words(JsonNode schema) => schema["enum"]!.AsArray().Where(word => word is not null).Select(word => word!.GetValue<string>());

    public static string Source(params string[] path) => File.ReadAllText(Path.Combine([Sources(), .. path]));

    public static IEnumerable<string> SourceFiles(string project) => Directory.EnumerateFiles(Path.Combine(Sources(), project), "*.cs", SearchOption.AllDirectories)
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}obj{Path.DirectorySeparatorChar}", StringComparison.Ordinal));

    private static string Sources([CallerFilePath] string thisFile = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(thisFile)!, "..", "..", "..", "..", "src"));

    private static JsonNode Read()
    {
        using var resource = typeof(Composition).Assembly.GetManifestResourceStream("openapi.json")!;
        return JsonNode.Parse(resource)!;
    }
}
