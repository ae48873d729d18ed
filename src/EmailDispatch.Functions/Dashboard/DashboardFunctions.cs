using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Dashboard;

/// <summary>
/// The dashboard: a page like any other client of the API. It is open to all and knows nothing; what it shows, it asks for with the
/// API key that its reader enters.
/// </summary>
public static class DashboardFunctions
{
    /// <summary>The page.</summary>
    [Function("Dashboard")]
    [AllowAnonymous]
    public static IResult GetPage([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dashboard")] HttpRequest request)
    {
        // The page names its files relative to its own address, whatever the route prefix: that has no slash at the end.
        if (request.Path.Value is [.., '/'])
            return Results.Redirect("../dashboard");

        return Answer(request, "index.html");
    }

    /// <summary>A file of the page.</summary>
    [Function("DashboardFile")]
    [AllowAnonymous]
    public static IResult GetFile([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "dashboard/{file}")] HttpRequest request, string file) =>
        Answer(request, file);

    private static IResult Answer(HttpRequest request, string file)
    {
        DashboardSecurity.Apply(request.HttpContext.Response.Headers);
        return DashboardFile.Find(file) is { } found
            ? found.Answer(request)
            : ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", "The dashboard has no such file.");
    }
}
