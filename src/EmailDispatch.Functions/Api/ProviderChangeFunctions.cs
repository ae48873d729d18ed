using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using EmailDispatch.Providers;
using EmailDispatch.Secrets;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>Adds, changes and removes providers beside those of the settings.</summary>
public sealed class ProviderChangeFunctions(ProviderManagement management)
{
    [Function("ListProviderPresets")]
    [RequiresScope(Scopes.Admin)]
    public static IResult ListPresets([HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "providers/presets")] HttpRequest request) =>
        Answers.Ok(new ListView<ProviderPresetView>(false, [.. ProviderPresets.All.Select(ProviderPresetView.Of)]));

    [Function("CreateProvider")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "providers")] HttpRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(request, "", ProviderRequestReader.Read, async wanted => await management.AddAsync(request.ApiKey(), wanted, cancellationToken), StatusCodes.Status201Created, cancellationToken);

    [Function("UpdateProvider")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> UpdateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "providers/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        ChangeAsync(request, name, ProviderRequestReader.ReadUpdate, update => management.ChangeAsync(request.ApiKey(), name, update, cancellationToken), StatusCodes.Status200OK, cancellationToken);

    [Function("DeleteProvider")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "providers/{name}")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        Refuse(request, name, await management.RemoveAsync(request.ApiKey(), name, cancellationToken)) ?? Answers.Ok(new ProviderDeletedView(name));

    private static async Task<IResult> ChangeAsync(
        HttpRequest request, string name, Func<ReadOnlyMemory<byte>, ReadResult<ProviderRequest>> read, Func<ProviderRequest, Task<ProviderOutcome?>> change, int status,
        CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, ProviderRequestReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, ProviderRequestReader.MaxBytes);

        var (wanted, fault, errors) = read(body);
        if (wanted is null)
            return ApiResults.Refused(request.HttpContext, fault, errors);

        try
        {
            var outcome = await change(wanted);
            return Refuse(request, name, outcome) ?? Answers.Ok(new ProviderChangedView(outcome!.Provider!.Name), status);
        }
        catch (CredentialException failure)
        {
            return ApiResults.Error(request.HttpContext, StatusCodes.Status503ServiceUnavailable, "service_unavailable", $"The password cannot be stored now; nothing was changed. {failure.Message}");
        }
    }

    private static IResult? Refuse(HttpRequest request, string name, ProviderOutcome? outcome) => outcome switch
    {
        null => ProviderFunctions.NotFound(request, name),
        { Conflict: { } conflict } => ApiResults.Error(request.HttpContext, StatusCodes.Status409Conflict, "invalid_state", conflict),
        { Restriction: { } restriction } => ApiResults.Error(request.HttpContext, StatusCodes.Status403Forbidden, "restricted_api_key", restriction),
        { FailedTest: { } report } => Answers.Ok(ProviderTestFailedView.Of(request.HttpContext, report), StatusCodes.Status422UnprocessableEntity),
        { Errors: { Count: > 0 } errors } => ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors),
        _ => null,
    };
}
