using Azure;
using EmailDispatch.Access;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The providers that serve the caller's tenant.</summary>
public sealed class ProviderFunctions(ProviderCatalogue catalogue, ProviderSnapshots snapshots, ProviderHealth health, ProviderTest test, TestEmails tests, WaitingEmails waiting, TimeProvider time)
{
    [Function("ListProviders")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "providers")] HttpRequest request, CancellationToken cancellationToken)
    {
        var tenant = request.Tenant();
        var (page, errors) = PageQuery.Read(request.Query);
        var (providers, hasMore, fault) = page.Of([.. catalogue.All.Where(p => p.Tenants.Count == 0 || p.Tenants.Contains(tenant))], p => p.Name);
        if (errors.Count > 0 || fault is not null)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors.Count > 0 ? errors : [fault!]);

        IReadOnlyList<ProviderSnapshot?> states;
        try
        {
            states = await snapshots.ReadAsync(
                providers.Select(p => (p.Name, new ProviderLimits(p.PerSecond, p.PerHour, p.PerDay))), cancellationToken);
        }
        catch (ProviderStateUnavailableException)
        {
            states = [.. providers.Select(_ => (ProviderSnapshot?)null)];
        }

        return Answers.Ok(new ListView<ProviderView>(hasMore, [.. providers.Zip(states, (provider, state) => ProviderView.Of(provider, state, request.ApiKey().IsOperator, MayResume(request, provider)))]));
    }

    [Function("TestProvider")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> TestAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "providers/{name}/test")] HttpRequest request, string name, CancellationToken cancellationToken) =>
        RunAsync(request, name, cancellationToken);

    [Function("ResumeProvider")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ResumeAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "providers/{name}/resume")] HttpRequest request, string name, CancellationToken cancellationToken)
    {
        var tenant = request.Tenant();
        if (catalogue.All.FirstOrDefault(p => p.Name == name && (p.Tenants.Count == 0 || p.Tenants.Contains(tenant))) is not { } provider)
            return NotFound(request, name);

        if (!MayResume(request, provider))
            return ApiResults.Error(request.HttpContext, StatusCodes.Status403Forbidden, "restricted_api_key", $"Other tenants use {name} too: only the operator's key may end its pause. A passed test ends it.");

        var isResumed = await health.ResumeAsync(name, isProof: true, cancellationToken);
        return Answers.Ok(new ProviderResumedView(name, isResumed, isResumed ? await WakeAsync() : 0));
    }

    [Function("TestSmtp")]
    [RequiresScope(Scopes.Admin)]
    public Task<IResult> TestSmtpAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "v1/test-smtp")] HttpRequest request, CancellationToken cancellationToken) =>
        RunAsync(request, name: null, cancellationToken);

    private async Task<IResult> RunAsync(HttpRequest request, string? name, CancellationToken cancellationToken)
    {
        if (await RequestBody.ReadAsync(request, ProviderTestReader.MaxBytes, cancellationToken) is not { } body)
            return ApiResults.TooLarge(request.HttpContext, ProviderTestReader.MaxBytes);

        var read = ProviderTestReader.Read(body, name);
        if (read.Request is not { } wanted)
            return ApiResults.Refused(request.HttpContext, read.Fault, read.Errors);
        if (wanted.From is { Domain: var domain } && !request.ApiKey().MaySendFrom(domain))
            return ApiResults.Refused(request.HttpContext, EmailFault.FromNotAllowed, [new FieldError("from", $"is not allowed: this API key may not send from {domain}")]);
        if (wanted.To is { } to && !request.ApiKey().Recipients.Allow(to.Address))
            return ApiResults.Refused(request.HttpContext, EmailFault.RecipientNotAllowed, [new FieldError("to", $"is not allowed: this API key may send only to {request.ApiKey().Recipients}, not to {to.Address}")]);

        var began = time.GetUtcNow();
        var result = await test.RunAsync(request.Tenant(), wanted, cancellationToken);
        if (result.Report is { } report)
        {
            await tests.RecordAsync(request.Tenant(), wanted, report, began, CancellationToken.None);
            if (report.HasResumed)
                await WakeAsync();
            return Answers.Ok(ProviderTestView.Of(report));
        }

        return result.Errors.Count > 0
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, result.Errors)
            : NotFound(request, wanted.Provider!);
    }

    // Not canceled with the request: the pause has ended. If storage fails, the next minute's run does it.
    private async Task<int> WakeAsync()
    {
        try
        {
            return await waiting.WakeAsync(CancellationToken.None);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            return 0;
        }
    }

    // Tenants that share a provider share its pauses, which protect its account.
    private static bool MayResume(HttpRequest request, ProviderOptions provider) => request.ApiKey().IsOperator || provider.Tenants is [_];

    private static IResult NotFound(HttpRequest request, string name) =>
        ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"There is no provider with the name {name}.");
}
