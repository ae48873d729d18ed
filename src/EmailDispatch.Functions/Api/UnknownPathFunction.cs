using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>
/// Answers what no other function does: the root, paths that do not exist, and methods that a path does not have. The Functions host tries
/// routes in the alphabetical order of the functions' names, so this one's has to be the last.
/// </summary>
public static class UnknownPathFunction
{
    private const string PathParameter = "path";

    /// <summary>404, 405, or what there is here.</summary>
    [Function(UnknownPath.FunctionName)]
    [AllowAnonymous]
    public static IResult Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*" + PathParameter + "}")] HttpRequest request, FunctionContext context)
    {
        // Without the route prefix, which the request's own path has.
        var path = context.BindingContext.BindingData.GetValueOrDefault(PathParameter)?.ToString()?.Trim('/') ?? "";
        if (path.Length == 0 && HttpMethods.IsGet(request.Method))
            return Answers.Ok(RootView.At(request.Path.Value!.TrimEnd('/')));

        return UnknownPath.Answer(request.HttpContext, path);
    }
}

/// <summary>The answer of the root: where to go.</summary>
/// <param name="Message">What this is.</param>
/// <param name="Links">Paths by name.</param>
public sealed record RootView(string Message, IReadOnlyDictionary<string, string> Links)
{
    private static readonly string[] Paths = ["emails", "dashboard", "openapi.json", "health"];

    /// <summary>What this is.</summary>
    public string Object { get; } = "service";

    /// <summary>The links below the path that the app is at.</summary>
    public static RootView At(string root) => new(
        "Email dispatch. POST /emails sends an email; openapi.json describes every endpoint, and the dashboard shows what became of emails.",
        Paths.ToDictionary(path => path.Split('.')[0], path => $"{root}/{path}"));
}
