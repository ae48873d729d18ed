using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Dashboard;

/// <summary>The dashboard: a page without its own data, which calls the API with the key the user enters.</summary>
public static class DashboardFunctions
{
    private const string Frame = "message-frame.html";

    [Function("Dashboard")]
    [AllowAnonymous]
    public static IResult GetPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dashboard")] HttpRequest request)
    {
        // The URLs of the page's files are relative to its own URL without a trailing slash.
        if (request.Path.Value is [.., '/'])
            return Results.Redirect("../dashboard");

        return Answer(request, "index.html");
    }

    [Function("DashboardFile")]
    [AllowAnonymous]
    public static IResult GetFile([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dashboard/{file}")] HttpRequest request, string file) =>
        Answer(request, file);

    private static IResult Answer(HttpRequest request, string file)
    {
        if (file == Frame)
            PageHeaders.Apply(request.HttpContext.Response.Headers, PageHeaders.Frame);
        else
            PageHeaders.Apply(request.HttpContext.Response.Headers);
        return DashboardFile.Find(file) is { } found
            ? found.Answer(request)
            : ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"The dashboard has no file {TextSafety.Shorten(file, 100)}.");
    }
}
