using Microsoft.AspNetCore.Http.HttpResults;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>The files of the page, embedded in the assembly so that they are found wherever it runs.</summary>
internal static class PageFiles
{
    private const string Prefix = "inbox/";

    public static Results<FileStreamHttpResult, NotFound> Serve(string file)
    {
        var content = typeof(PageFiles).Assembly.GetManifestResourceStream(Prefix + file);
        return content is null ? TypedResults.NotFound() : TypedResults.Stream(content, TypeOf(file));
    }

    private static string TypeOf(string file) => Path.GetExtension(file) switch
    {
        ".html" => "text/html; charset=utf-8",
        ".css" => "text/css; charset=utf-8",
        ".js" => "text/javascript; charset=utf-8",
        ".svg" => "image/svg+xml",
        _ => "application/octet-stream",
    };
}
