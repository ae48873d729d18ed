using System.Diagnostics;
using System.Text;

namespace EmailDispatch.Tests.Infra;

/// <summary>
/// Runs a script of infra/ with substitutes for <c>az</c> and <c>azd</c> first on the path. Both note how they were called; <c>az</c> keeps
/// the secret it was given a file of, and <c>azd</c> the values of its environment.
/// </summary>
internal sealed class ScriptRun : IDisposable
{
    private const string Az = """
        #!/bin/sh
        echo "az $*" >> "$RUN/calls"
        case "$1 $2 $3 $4" in
          'functionapp config appsettings list')
            [ ! -e "$RUN/az-fails" ] || exit 1
            case "$*" in *'value == '*) cat "$RUN/named" ;; *) cat "$RUN/names" ;; esac ;;
          'functionapp config appsettings set') [ ! -e "$RUN/set-fails" ] || exit 1 ;;
          'functionapp list-flexconsumption-locations '*) cat "$RUN/regions" ;;
          'keyvault secret list '*)
            [ ! -e "$RUN/az-fails" ] || exit 1
            echo "$*" | sed "s/.*name=='\([^']*\)'.*/\1/" | grep -xf - "$RUN/secrets" || true ;;
          'keyvault secret set '*)
            while [ "$1" != --name ]; do shift; done; echo "$2" >> "$RUN/secrets"
            while [ "$1" != --file ]; do shift; done; ls -l "$2" | cut -c1-10 > "$RUN/mode"; cp "$2" "$RUN/secret" ;;
          'keyvault secret show '*) cat "$RUN/secret" ;;
        esac
        """;

    private const string Azd = """
        #!/bin/sh
        echo "azd $*" >> "$RUN/calls"
        case "$2" in
          get-value) cat "$RUN/env-$3" ;;
          set) [ ! -e "$RUN/azd-fails" ] || exit 1; printf '%s' "$4" > "$RUN/env-$3" ;;
        esac
        """;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("email-dispatch-scripts-");

    public ScriptRun()
    {
        AddProgram("az", Az);
        AddProgram("azd", Azd);
        Write("names", "");
        Write("named", "");
        Write("secrets", "");
        Write("calls", "");
        Write("env-AZURE_RESOURCE_GROUP", "rg-test");
        Write("env-AZURE_FUNCTION_APP_NAME", "func-test");
        Write("env-AZURE_KEY_VAULT_NAME", "kv-test");
        Write("env-SERVICE_API_URI", "https://func-test.example.test");
    }

    public string Output { get; private set; } = "";

    public string Errors { get; private set; } = "";

    public string[] Calls => Read("calls").Split('\n', StringSplitOptions.RemoveEmptyEntries);

    public string Read(string name) => File.ReadAllText(Path.Combine(_folder.FullName, name));

    public bool Has(string name) => File.Exists(Path.Combine(_folder.FullName, name));

    public void Write(string name, string text) => File.WriteAllText(Path.Combine(_folder.FullName, name), text);

    public void Delete(string name) => File.Delete(Path.Combine(_folder.FullName, name));

    public void AddProgram(string name, string text)
    {
        var file = Path.Combine(_folder.FullName, name);
        File.WriteAllText(file, text.ReplaceLineEndings("\n") + "\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
    }

    /// <summary>Variables of the environment that the script runs with.</summary>
    public Dictionary<string, string> Variables { get; } = [];

    /// <summary>Runs a script to its end and tells its exit code.</summary>
    public async Task<int> RunAsync(string script, string input, params string[] arguments)
    {
        var start = new ProcessStartInfo("/bin/sh", [InfraFiles.At($"infra/scripts/{script}"), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardInputEncoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        };
        start.Environment["PATH"] = $"{_folder.FullName}:{start.Environment["PATH"]}";
        start.Environment["RUN"] = _folder.FullName;
        start.Environment["SMOKE_PAUSE"] = "0";
        start.Environment["HEALTH_PAUSE"] = "0";
        start.Environment["HEALTH_TRIES"] = "2";

        foreach (var (name, value) in Variables)
            start.Environment[name] = value;

        using var process = Process.Start(start)!;
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await GiveAsync(process, input);
        var output = process.StandardOutput.ReadToEndAsync(deadline.Token);
        var errors = process.StandardError.ReadToEndAsync(deadline.Token);
        await process.WaitForExitAsync(deadline.Token);
        (Output, Errors) = (await output, await errors);
        return process.ExitCode;
    }

    private static async Task GiveAsync(Process process, string input)
    {
        try
        {
            await process.StandardInput.WriteAsync(input);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // A script that refuses its arguments has ended without reading.
        }
    }

    public void Dispose() => _folder.Delete(recursive: true);
}
