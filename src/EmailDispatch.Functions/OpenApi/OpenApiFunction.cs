using System.Security.Cryptography;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Net.Http.Headers;

namespace EmailDispatch.Functions.OpenApi;

/// <summary>The OpenAPI description. It is written by hand, and tests compare it with the code.</summary>
public static class OpenApiFunction
{
    private static readonly byte[] Document = Read();
    private static readonly EntityTagHeaderValue Tag = new($"\"{Convert.ToHexStringLower(SHA256.HashData(Document).AsSpan(0, 16))}\"");

    [Function("OpenApi")]
    [AllowAnonymous]
    public static IResult Get([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "openapi.json")] HttpRequest request)
    {
        request.HttpContext.Response.Headers.CacheControl = "no-cache";
        return Results.Bytes(Document, "application/json", entityTag: Tag);
    }

    private static byte[] Read()
    {
        using var resource = typeof(OpenApiFunction).Assembly.GetManifestResourceStream("openapi.json")!;
        using var document = new MemoryStream();
        resource.CopyTo(document);
        return document.ToArray();
    }
}
