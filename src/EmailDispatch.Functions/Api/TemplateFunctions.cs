using System.Globalization;
using EmailDispatch.Access;
using EmailDispatch.Emails;
using EmailDispatch.Functions.Http;
using EmailDispatch.Templates;
using Microsoft.AspNetCore.Http;
using Microsoft.Azure.Functions.Worker;

namespace EmailDispatch.Functions.Api;

/// <summary>The endpoints of <c>/templates</c>, as in the Resend API, with versions and previews. An <c>id</c> may also be an alias.</summary>
public sealed class TemplateFunctions(TemplateManagement management)
{
    [Function("CreateTemplate")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> CreateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "templates")] HttpRequest request, CancellationToken cancellationToken)
    {
        var (change, refusal) = await ReadAsync(request, TemplateReader.MaxBytes, TemplateReader.Read, cancellationToken);
        return refusal ?? Changed(request, "", await management.AddAsync(request.Tenant(), change!, cancellationToken), StatusCodes.Status201Created);
    }

    [Function("ListTemplates")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> ListAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "templates")] HttpRequest request, CancellationToken cancellationToken) =>
        Page(request, await management.ListAsync(request.Tenant(), cancellationToken), template => template.Id, TemplateSummaryView.Of);

    [Function("GetTemplate")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> GetAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "templates/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await management.FindAsync(request.Tenant(), id, cancellationToken) is { } template ? await ShowAsync(request, template, template.Version, cancellationToken) : NotFound(request, id);

    [Function("UpdateTemplate")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> UpdateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "patch", Route = "templates/{id}")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (change, refusal) = await ReadAsync(request, TemplateReader.MaxBytes, TemplateReader.ReadUpdate, cancellationToken);
        return refusal ?? Changed(request, id, await management.UpdateAsync(request.Tenant(), id, change!, BasedOn(request), cancellationToken));
    }

    [Function("DeleteTemplate")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DeleteAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "delete", Route = "templates/{id}")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        await management.RemoveAsync(request.Tenant(), id, cancellationToken) is var outcome && outcome.Template is { } removed ? Answers.Ok(new TemplateDeletedView(removed.Id)) : Changed(request, id, outcome);

    /// <summary>Publishes the newest version, or the one in the query.</summary>
    [Function("PublishTemplate")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> PublishAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "templates/{id}/publish")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        int? number = null;
        if (request.Query.TryGetValue("version", out var given))
        {
            if (NumberOf(given.ToString()) is not { } wanted)
                return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [new FieldError("version", "must be the number of a version")]);
            number = wanted;
        }

        var outcome = await management.PublishAsync(request.Tenant(), id, number, cancellationToken);
        return outcome.Template is { } template ? Answers.Ok(new TemplateChangedView(template.Id, template.Published!.Value)) : Changed(request, id, outcome);
    }

    [Function("DuplicateTemplate")]
    [RequiresScope(Scopes.Admin)]
    public async Task<IResult> DuplicateAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "templates/{id}/duplicate")] HttpRequest request, string id, CancellationToken cancellationToken) =>
        Changed(request, id, await management.DuplicateAsync(request.Tenant(), id, cancellationToken), StatusCodes.Status201Created);

    [Function("ListTemplateVersions")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> ListVersionsAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "templates/{id}/versions")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        if (await management.FindAsync(request.Tenant(), id, cancellationToken) is not { } template)
            return NotFound(request, id);

        var versions = await management.ListVersionsAsync(template, cancellationToken);
        return Page(
            request, versions, version => version.Number.ToString(CultureInfo.InvariantCulture),
            version => new TemplateVersionView(version.Number.ToString(CultureInfo.InvariantCulture), version.Number, version.CreatedAt, version.Number == template.Published));
    }

    [Function("GetTemplateVersion")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> GetVersionAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "get", Route = "templates/{id}/versions/{version}")] HttpRequest request, string id, string version, CancellationToken cancellationToken) =>
        await management.FindAsync(request.Tenant(), id, cancellationToken) is { } template ? await ShowAsync(request, template, NumberOf(version) ?? 0, cancellationToken) : NotFound(request, id);

    /// <summary>Renders a version. It only reads.</summary>
    [Function("PreviewTemplate")]
    [RequiresScope(Scopes.Read)]
    public async Task<IResult> PreviewAsync(
        [HttpTrigger(AuthorizationLevel.Anonymous, "post", Route = "templates/{id}/preview")] HttpRequest request, string id, CancellationToken cancellationToken)
    {
        var (wanted, refusal) = await ReadAsync(request, TemplatePreviews.MaxBytes, TemplatePreviews.Read, cancellationToken);
        if (refusal is not null)
            return refusal;
        if (await management.FindAsync(request.Tenant(), id, cancellationToken) is not { } template)
            return NotFound(request, id);
        if (await management.FindVersionAsync(template, wanted!.Version ?? template.Version, cancellationToken) is not { } version)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [new FieldError("version", "must be the number of a version that is kept")]);

        var (preview, errors) = await TemplatePreviews.RenderAsync(version, wanted);
        return preview is null ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors) : Answers.Ok(TemplatePreviewView.Of(template, version, preview));
    }

    private async Task<IResult> ShowAsync(HttpRequest request, MailTemplate template, int number, CancellationToken cancellationToken)
    {
        if (await management.FindVersionAsync(template, number, cancellationToken) is not { } version)
            return ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"The template {template.Id} has no such version.");

        request.HttpContext.Response.Headers.ETag = $"\"{version.Number}\"";
        return Answers.Ok(TemplateView.Of(template, version));
    }

    private static async Task<(T? Value, IResult? Refusal)> ReadAsync<T>(
        HttpRequest request, int maxBytes, Func<ReadOnlyMemory<byte>, ReadResult<T>> read, CancellationToken cancellationToken)
        where T : class
    {
        if (await RequestBody.ReadAsync(request, maxBytes, cancellationToken) is not { } body)
            return (null, ApiResults.TooLarge(request.HttpContext, maxBytes));

        var result = read(body);
        return result.Request is { } value ? (value, null) : (null, ApiResults.Refused(request.HttpContext, result.Fault, result.Errors));
    }

    private static IResult Page<T, TView>(HttpRequest request, IReadOnlyList<T> all, Func<T, string> idOf, Func<T, TView> viewOf)
    {
        var (page, errors) = PageQuery.Read(request.Query);
        if (errors.Count > 0)
            return ApiResults.Refused(request.HttpContext, EmailFault.Invalid, errors);

        var (data, hasMore, fault) = page.Of(all, idOf);
        return fault is not null ? ApiResults.Refused(request.HttpContext, EmailFault.Invalid, [fault]) : Answers.Ok(new ListView<TView>(hasMore, [.. data.Select(viewOf)]));
    }

    private static IResult Changed(HttpRequest request, string id, TemplateOutcome outcome, int status = StatusCodes.Status200OK) => outcome switch
    {
        { IsOutdated: true } => ApiResults.Outdated(request.HttpContext, $"The template is at version {outcome.Template!.Version}; read it again."),
        { Template: { } template } => Answers.Ok(new TemplateChangedView(template.Id, template.Version), status),
        { Conflict: { } conflict } => ApiResults.Error(request.HttpContext, StatusCodes.Status409Conflict, "invalid_state", conflict),
        { Errors.Count: > 0 } => ApiResults.Refused(request.HttpContext, EmailFault.Invalid, outcome.Errors),
        _ => NotFound(request, id),
    };

    // A tag that is not a version matches none.
    private static int? BasedOn(HttpRequest request) =>
        request.Headers.IfMatch.ToString() is { Length: > 0 } tag and not "*" ? NumberOf(tag.Trim('"')) ?? 0 : null;

    private static int? NumberOf(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IResult NotFound(HttpRequest request, string id) =>
        ApiResults.Error(request.HttpContext, StatusCodes.Status404NotFound, "not_found", $"There is no template with the id or alias {TextSafety.Shorten(id, 100)}.");
}
