using System.Net;
using System.Net.Sockets;
using EmailDispatch.Dev;

namespace EmailDispatch.Tests.Dev;

public sealed class LocalSettingsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("dev-");

    [Fact]
    public void Other_port_moves_the_sandbox_and_the_providers_that_name_it()
    {
        File.WriteAllText(InFolder("settings.json"), """
            {"Values":{"Providers__0__Host":"127.0.0.1","Providers__0__Port":"2525","Providers__1__Host":"smtp.example.test","Providers__1__Port":"2525"}}
            """);

        var settings = new LocalSettings(17071, InFolder("settings.json"), InFolder("api-key"));

        var plain = settings.Values["Sandbox__PlainPort"];
        Assert.NotEqual("2525", plain);
        Assert.Equal((plain, "2525"), (settings.Values["Providers__0__Port"], settings.Values["Providers__1__Port"]));
        Assert.Equal(7, settings.Values.Where(value => value.Key.StartsWith("Sandbox__", StringComparison.Ordinal)).Select(value => value.Value).Distinct().Count());
    }

    [Fact]
    public void Taken_sandbox_port_is_replaced_by_a_free_one()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;
        File.WriteAllText(InFolder("settings.json"), $$$"""
            {"Values":{"Sandbox__PlainPort":"{{{port}}}","Providers__0__Host":"localhost","Providers__0__Port":"{{{port}}}"}}
            """);

        var settings = new LocalSettings(7071, InFolder("settings.json"), InFolder("api-key"));

        Assert.NotEqual($"{port}", settings.Values["Sandbox__PlainPort"]);
        Assert.Equal(settings.Values["Sandbox__PlainPort"], settings.Values["Providers__0__Port"]);
    }

    [Fact]
    public void Welcome_shows_the_smtp_port_and_the_storage_connection()
    {
        var settings = new LocalSettings(7071, InFolder("none.json"), InFolder("api-key"));
        settings.UseAzurite(10000, 10001, 10002);

        var welcome = settings.Welcome(TimeSpan.FromSeconds(1));

        Assert.Contains($"127.0.0.1:{settings.Values["Sandbox__PlainPort"]}", welcome, StringComparison.Ordinal);
        Assert.Contains("QueueEndpoint=http://127.0.0.1:10001/", welcome, StringComparison.Ordinal);
    }

    [Fact]
    public void Welcome_ends_with_a_line_that_sends_over_smtp()
    {
        File.WriteAllText(InFolder("settings.json"), """{"Values":{"Access__Keys__0__Key":"ed_local"}}""");
        var settings = new LocalSettings(7071, InFolder("settings.json"), InFolder("api-key"));
        var (port, tlsPort) = (settings.Values["SmtpDoor__StartTlsPort"], settings.Values["SmtpDoor__ImplicitTlsPort"]);

        var lines = settings.Welcome(TimeSpan.FromSeconds(1)).ReplaceLineEndings("\n");

        const string Message = @"From: hi@acme.test\r\nTo: you@example.test\r\nSubject: Hello\r\n\r\nIt works.\r\n";
        var (text, curl) = OperatingSystem.IsWindows() ? ($"\"{Message.Replace('\\', '`')}\"", "curl.exe") : ($"printf '{Message}'", "curl");
        var file = Path.Combine(".local", "smtp-door.pem");
        Assert.Contains($"\n  SMTP door  127.0.0.1:{port} (STARTTLS), {tlsPort} (TLS); any user, the API key as password\n", lines, StringComparison.Ordinal);
        Assert.EndsWith(
            $"\nOr over SMTP:\n\n{text} | {curl} -sS smtp://127.0.0.1:{port} --ssl-reqd --cacert {file} --user resend:ed_local --mail-from hi@acme.test --mail-rcpt you@example.test -T -\n",
            lines, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Api_key_is_its_owners_alone_also_where_an_earlier_version_left_it_open(bool isThere)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file modes.");
        var file = new FileInfo(InFolder("api-key"));
        if (isThere)
        {
            File.WriteAllText(file.FullName, "re_local_0");
            if (!OperatingSystem.IsWindows())
                file.UnixFileMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        }

        _ = new LocalSettings(7071, InFolder("none.json"), file.FullName);

        file.Refresh();
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string InFolder(string file) => Path.Combine(_folder.FullName, file);
}
