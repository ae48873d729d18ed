using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>Manages the API keys of the caller's tenant, or of any tenant given with the operator's key.</summary>
public sealed class ApiKeyFunctions(ApiKeyManagement management)
{
    private const string TenantParameter = "tenant";

    [Function("CreateApiKey")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "api-keys")] HttpRequest request, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, ApiKeyReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, ApiKeyReader.MaxBytes);

        var read = ApiKeyReader.Read(body);
        if (read.Request is not { } wanted)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);
        if (!ApiKeyManagement.MayManage(request.ApiKey(), wanted.Tenant))
            return AnotherTenant(request);

        var result = await management.IssueAsync(request.ApiKey(), wanted, cancellationToken);
        if (result.Issued is not { } issued)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, result.Errors);

        return Answers.Ok(ApiKeyView.Of(issued.Key) with { Token = issued.Token }, StatusCodes.Status201Created);
    }

    [Function("ListApiKeys")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api-keys")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (page, errors) = PageQuery.Read(request.Query, TenantParameter);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);
        if (!MayManage(request))
            return AnotherTenant(request);

        var (keys, hasMore, fault) = page.Of(await management.ListAsync(TenantOf(request), cancellationToken), key => key.Id);
        return fault is not null
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [fault])
            : Answers.Ok(new ListView<ApiKeyView>(hasMore, [.. keys.Select(ApiKeyView.Of)]));
    }

    [Function("GetApiKey")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "api-keys/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal)
            return refusal;

        return await management.FindAsync(TenantOf(request), id, cancellationToken) is { } key ? Answers.Ok(ApiKeyView.Of(key)) : NotFound(request, id);
    }

    [Function("UpdateApiKey")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> UpdateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "api-keys/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, ApiKeyReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, ApiKeyReader.MaxBytes);

        var read = ApiKeyReader.ReadUpdate(body);
        if (read.Request is not { } update)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);
        if (Refuse(request) is { } refusal)
            return refusal;

        var (key, refused) = await management.UpdateAsync(request.ApiKey(), TenantOf(request), id, update, cancellationToken);
        if (refused is not null)
            return ApiResults.Error(request.HttpContext, StatusCodes.Status403Forbidden, "restricted_api_key", [refused]);
        return key is null ? NotFound(request, id) : Answers.Ok(ApiKeyView.Of(key));
    }

    [Function("DeleteApiKey")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "api-keys/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (Refuse(request) is { } refusal)
            return refusal;

        return await management.RevokeAsync(request.ApiKey(), TenantOf(request), id, cancellationToken)
            ? Answers.Ok(new RevokedApiKeyView(id))
            : NotFound(request, id);
    }

    private static string TenantOf(HttpRequest request) => request.Query.TryGetValue(TenantParameter, out var tenant) ? tenant.ToString() : request.Tenant();

    private static IResult? Refuse(HttpRequest request)
    {
        var unknown = request.Query.Keys.Where(name => name != TenantParameter).Select(name => new FieldError(name, "is unknown; the only parameter is tenant")).ToList();
        if (unknown.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, unknown);
        return MayManage(request) ? null : AnotherTenant(request);
    }

    private static bool MayManage(HttpRequest request) => ApiKeyManagement.MayManage(request.ApiKey(), TenantOf(request));

    private static IResult NotFound(HttpRequest request, string id) =>
        ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"There is no API key with the id {id}.");

    private static IResult AnotherTenant(HttpRequest request) => ApiResults.Error(
        request.HttpContext, StatusCodes.Status403Forbidden, "restricted_api_key", "This API key can manage only the keys of its own tenant.");
}
