using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Dashboard;

/// <summary>What the repository has of others is what they published, byte for byte; the lock file pins it.</summary>
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
