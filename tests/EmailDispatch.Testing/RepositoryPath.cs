namespace EmailDispatch.Testing;

/// <summary>Finds files in the repository rather than in the output folder.</summary>
public static class RepositoryPath
{
    private static readonly string Root = FindRoot();

    public static string Of(params string[] segments) => Path.Combine([Root, .. segments]);

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "functions.sln")))
                return folder.FullName;
        }

        throw new DirectoryNotFoundException($"No functions.sln above {AppContext.BaseDirectory}.");
    }
}
