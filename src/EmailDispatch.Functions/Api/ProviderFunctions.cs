using Azure;
using EmailDispatch.Access;
using EmailDispatch.ConnectionTesting;
using EmailDispatch.Dispatch;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Operations;
using EmailDispatch.Providers;
using EmailDispatch.Providers.State;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Functions.Api;

/// <summary>The providers that serve the caller's tenant.</summary>
public sealed class ProviderFunctions(
    ProviderCatalogue catalogue, ProviderSnapshots snapshots, ProviderHealth health, ProviderTest test, TestEmails tests, WaitingEmails waiting, IOptions<DispatchOptions> dispatch,
    TimeProvider time)
{
    [Function("ListProviders")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "providers")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (page, errors) = PageQuery.Read(request.Query);
        var (providers, hasMore, fault) = page.Of([.. catalogue.All.Where(p => ProviderManagement.MaySee(request.ApiKey(), p))], p => p.Name);
        if (errors.Count > 0 || fault is not null)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors.Count > 0 ? errors : [fault!]);

        IReadOnlyList<ProviderSnapshot?> states;
        try
        {
            states = await snapshots.ReadAsync(
                providers.Select(p => (p.Name, ProviderLimits.Of(p, time.GetUtcNow()))), cancellationToken);
        }
        catch (ProviderStateUnavailableException)
        {
            states = [.. providers.Select(_ => (ProviderSnapshot?)null)];
        }

        return Answers.Ok(new ListView<ProviderView>(hasMore, [.. providers.Zip(states, (provider, state) => ProviderView.Of(provider, state, StateOf(provider), request.ApiKey(), MayResume(request, provider)))]));
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
        if (catalogue.All.FirstOrDefault(p => p.Name == name && ProviderManagement.MaySee(request.ApiKey(), p)) is not { } provider)
            return NotFound(request, name);

        if (!MayResume(request, provider))
            return ApiResults.Error(request.HttpContext, StatusCodes.Status403Forbidden, "restricted_api_key", $"Other tenants use {name} too: only the operator's key may end its pause. A passed test ends it.");

        var isResumed = await health.ResumeAsync(name, isProof: true, cancellationToken);
        return Answers.Ok(new ProviderResumedView(name, isResumed, isResumed ? await WakeAsync(name) : 0));
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

        // The operator sees providers that were added for other tenants.
        var shown = catalogue.All.FirstOrDefault(p => p.Name == wanted.Provider && ProviderManagement.MaySee(request.ApiKey(), p));
        var tenant = shown is { Tenants: [var first, ..] } && !shown.Tenants.Contains(request.Tenant()) ? first : request.Tenant();
        var began = time.GetUtcNow();
        var result = await test.RunAsync(tenant, wanted, cancellationToken);
        if (result.Report is { } report)
        {
            await tests.RecordAsync(request.Tenant(), wanted, report, began, CancellationToken.None);
            if (report.HasResumed)
                await WakeAsync(wanted.Provider!);
            return Answers.Ok(ProviderTestView.Of(report));
        }

        return result.Errors.Count > 0
            ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, result.Errors)
            : NotFound(request, wanted.Provider!);
    }

    // Not canceled with the request: the pause has ended. If storage fails, the next minute's run does it.
    private async Task<int> WakeAsync(string provider)
    {
        try
        {
            return await waiting.WakeAsync(provider, CancellationToken.None);
        }
        catch (Exception fault) when (fault is RequestFailedException or AggregateException)
        {
            return 0;
        }
    }

    // Every instance follows a change within a minute, and an attempt ends with its lease.
    private string StateOf(ProviderOptions provider) => provider switch
    {
        { Enabled: false } => "disabled",
        { Drain: false } => "enabled",
        { Row.DrainedSince: { } since } when time.GetUtcNow() - since > TimeSpan.FromMinutes(1) + dispatch.Value.Lease => "drained",
        _ => "draining",
    };

    // Tenants that share a provider share its pauses, which protect its account.
    private static bool MayResume(HttpRequest request, ProviderOptions provider) => request.ApiKey().IsOperator || provider.Tenants is [_];

    internal static IResult NotFound(HttpRequest request, string name) =>
        ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"There is no provider with the name {name}.");
}
