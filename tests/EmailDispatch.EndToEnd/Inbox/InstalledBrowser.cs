namespace EmailDispatch.EndToEnd.Inbox;

/// <summary>Finds a Chromium-based browser: <c>BROWSER_PATH</c>, or one in PATH or the usual folders.</summary>
internal static class InstalledBrowser
{
    private static readonly string[] Names =
        OperatingSystem.IsWindows() ? ["chrome.exe", "msedge.exe", "chromium.exe"]
        : ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge"];

    private static readonly string[] UsualPlaces =
    [
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles), "Google", "Chrome", "Application", "chrome.exe"),
        Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86), "Microsoft", "Edge", "Application", "msedge.exe"),
    ];

    public static string? Find()
    {
        if (Environment.GetEnvironmentVariable("BROWSER_PATH") is { Length: > 0 } chosen)
            return chosen;
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return Names.SelectMany(name => folders.Select(folder => Path.Combine(folder, name))).Concat(UsualPlaces).FirstOrDefault(File.Exists);
    }
}
