using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>Third-party files in the repository are byte for byte as published; the lock file pins them.</summary>
public sealed class VendoredFilesTests
{
    [Theory]
    [InlineData("uPlot.esm.js", "dist")]
    [InlineData("uPlot.min.css", "dist")]
    [InlineData("LICENSE", ".")]
    public async Task Chart_library_is_the_published_one(string file, string folder)
    {
        await NodePackages.InstalledAsync();

        var vendored = await File.ReadAllBytesAsync(
            RepositoryPath.Of("src", "EmailDispatch.Functions", "Dashboard", "Page", "vendor", file), TestContext.Current.CancellationToken);
        var published = await File.ReadAllBytesAsync(
            Path.Combine(NodePackages.Folder, "node_modules", "uplot", folder, file), TestContext.Current.CancellationToken);

        Assert.Equal(published, vendored);
    }
}
