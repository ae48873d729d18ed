using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions;

/// <summary>
/// Answers what no other function does: the root, paths that do not exist, and methods that a path does not have. The Functions host tries
/// routes in the alphabetical order of the functions' names, so this one's has to be the last.
/// </summary>
public static class UnknownPathFunction
{
    /// <summary>The name of the function.</summary>
    public const string Name = "ZUnknownPath";

    private const string PathParameter = "path";

    /// <summary>404, 405, or what there is here.</summary>
    [Function(Name)]
    [AllowAnonymous]
    public static IResult Answer(
        [HttpTrigger(AuthorizationLevel.Anonymous, Route = "{*" + PathParameter + "}")] HttpRequest request, FunctionContext context)
    {
        // Without the route prefix, which the request's own path has.
        var path = context.BindingContext.BindingData.GetValueOrDefault(PathParameter)?.ToString()?.Trim('/') ?? "";
        if (path.Length == 0 && HttpMethods.IsGet(request.Method))
            return ApiResults.Ok(RootView.At(request.Path.Value!.TrimEnd('/')));

        return UnknownPath.Answer(request.HttpContext, path);
    }
}
