namespace EmailDispatch.Dev;

/// <summary><c>mutate</c>: changes the code of folders of the library in many small ways, and lists the changes that no test notices.</summary>
internal static class MutateCommand
{
    private static readonly string[] Folders = ["Replies", "Queueing", "Intake", "Dispatch"];

    // Tables of words and texts. The corpora of the tests check them; each word would be a mutant.
    private static readonly string[] Tables = ["CategoryHints", "CategoryNames", "CategoryWords", "Hints", "TextRules", "Vocabulary*"];

    // A test runs for each mutant that it reaches.
    private static readonly Dictionary<string, string> Sizes = new() { ["CLASSIFIER_REPLIES"] = "300", ["HOSTILE_ADDRESSES"] = "40", ["HEDGE_TRIES"] = "3" };

    public static async Task<int> RunAsync(Arguments arguments, CancellationToken cancellationToken)
    {
        string[] folders = arguments.Rest is { Length: > 0 } named ? named : Folders;
        if (folders.FirstOrDefault(folder => !Folders.Contains(folder)) is { } unknown)
            throw new Refusal($"'{unknown}' is none of the folders {string.Join(", ", Folders)}.");
        await Tool.RequireAsync("dotnet", ["tool", "restore"], cancellationToken, quiet: true);

        // The tool finds the test project and its settings in the current folder.
        var output = Path.GetFullPath(".local/mutation");
        Environment.CurrentDirectory = Path.GetFullPath("tests/EmailDispatch.Mutation");
        var files = folders.Select(folder => $"{folder}/**/*.cs").Concat(Tables.Select(table => $"!Replies/{table}.cs"));
        string[] mutate = ["stryker", "--output", output, "--skip-version-check", .. files.SelectMany(file => new[] { "--mutate", file })];
        return await Tool.RunAsync("dotnet", mutate, cancellationToken, environment: Sizes);
    }
}
