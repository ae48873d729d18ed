namespace EmailDispatch.Functions.Http;

/// <summary>The answer of the root: where to go.</summary>
/// <param name="Message">What this is.</param>
/// <param name="Links">Paths by name.</param>
public sealed record RootView(string Message, IReadOnlyDictionary<string, string> Links)
{
    private static readonly string[] Paths = ["emails", "dashboard", "openapi.json", "health"];

    /// <summary>What this is.</summary>
    public string Object { get; } = "service";

    /// <summary>The links below the path that the app is at.</summary>
    public static RootView At(string root) => new(
        "Email dispatch. POST /emails sends an email; openapi.json describes every endpoint, and the dashboard shows what became of emails.",
        Paths.ToDictionary(path => path.Split('.')[0], path => $"{root}/{path}"));
}
