using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>
/// Answers the root, unknown paths and unsupported methods. The Functions host tries routes in the alphabetical order of function names, so this
/// one must come last.
/// </summary>
public static class UnknownPathFunction
{
    private const string PathParameter = "path";

    [Function(UnknownPath.FunctionName)]
    [AllowAnonymous]
    public static IResult Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*" + PathParameter + "}")] HttpRequest request, FunctionContext context)
    {
        // The path without the route prefix.
        var path = context.BindingContext.BindingData.GetValueOrDefault(PathParameter)?.ToString()?.Trim('/') ?? "";
        if (path.Length == 0 && HttpMethods.IsGet(request.Method))
            return Answers.Ok(RootView.At(request.Path.Value!.TrimEnd('/')));

        return UnknownPath.Answer(request.HttpContext, path);
    }
}

public sealed record RootView(string Message, IReadOnlyDictionary<string, string> Links)
{
    private static readonly string[] Paths = ["emails", "dashboard", "openapi.json", "health"];

    public string Object { get; } = "service";

    public static RootView At(string root) => new(
        "Email dispatch. POST /emails sends an email; openapi.json describes every endpoint, and the dashboard shows the status of emails.",
        Paths.ToDictionary(path => path.Split('.')[0], path => $"{root}/{path}"));
}
