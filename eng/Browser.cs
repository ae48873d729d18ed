using System.Text;

namespace EmailDispatch.Dev;

/// <summary>Finds the browser for the page tests (BROWSER_PATH).</summary>
internal static class Browser
{
    private const string Variable = "BROWSER_PATH";
    private static readonly string[] Names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "microsoft-edge", "msedge"];

    public static async Task ProvideAsync(CancellationToken cancellationToken)
    {
        var found = Find();
        if (found is null && OperatingSystem.IsLinux() && Environment.UserName == "root" && Tool.PathOf("apt-get") is not null)
        {
            Console.WriteLine("Installing Chromium and two fonts for the page tests …");
            var output = new StringBuilder();
            string[] install = ["install", "-y", "-q", "--no-install-recommends", "chromium", "fonts-dejavu-core", "fonts-liberation"];
            await Tool.RunAsync("apt-get", ["update", "-q"], cancellationToken, into: output);
            await Tool.RunAsync("apt-get", install, cancellationToken, into: output);
            found = Find();
        }

        if (found is null)
            Console.WriteLine($"No Chromium, Chrome or Edge found: the page tests are skipped. Set {Variable} to a browser to run them.");
        Environment.SetEnvironmentVariable(Variable, found);
    }

    private static string? Find()
    {
        var programs = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFiles);
        var programs32 = Environment.GetFolderPath(Environment.SpecialFolder.ProgramFilesX86);
        string?[] files =
        [
            Environment.GetEnvironmentVariable(Variable),
            .. Names.Select(Tool.PathOf),
            "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
            "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
            $"{programs}/Google/Chrome/Application/chrome.exe",
            $"{programs32}/Microsoft/Edge/Application/msedge.exe",
        ];
        return files.FirstOrDefault(File.Exists);
    }
}
