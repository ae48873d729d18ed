using EmailDispatch.Dev;

namespace EmailDispatch.Tests.Dev;

public sealed class BuildTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dev-");

    public BuildTests()
    {
        Write("global.json");
        Write("src/App/Program.cs");
    }

    [Theory]
    [InlineData("local.settings.json")]
    [InlineData("host.json")]
    [InlineData("src/App/bin/Debug/App.dll")]
    [InlineData("src/App/node_modules/package/index.json")]
    public void Settings_and_outputs_are_no_reason_to_build_again(string file)
    {
        var before = Build.Fingerprint(_folder);

        Write(file);

        Assert.Equal(before, Build.Fingerprint(_folder));
    }

    [Theory]
    [InlineData("Directory.Packages.props")]
    [InlineData("src/App/Other.cs")]
    public void Sources_and_versions_are(string file)
    {
        var before = Build.Fingerprint(_folder);

        Write(file);

        Assert.NotEqual(before, Build.Fingerprint(_folder));
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private void Write(string file)
    {
        var path = new FileInfo(Path.Combine(_folder.FullName, file));
        path.Directory!.Create();
        File.WriteAllText(path.FullName, "{}");
    }
}
