using System.Globalization;
using System.Text.Json;
using EmailDispatch.LocalHost.Inbox.Checks;
using EmailDispatch.LocalHost.Inbox.Mail;
using EmailDispatch.Sandbox;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>The page <c>/inbox</c>, which shows the emails the sandbox accepted, and its API, which tests use too (docs/testing.md).</summary>
public static class InboxEndpoints
{
    // snake_case, like the JSON of the API.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>Maps the page and its endpoints. Needs the services of <see cref="SandboxServices.AddSandbox"/>.</summary>
    public static IEndpointRouteBuilder MapInbox(this IEndpointRouteBuilder endpoints)
    {
        var group = endpoints.MapGroup("/inbox");
        group.AddEndpointFilter(async (context, next) =>
        {
            PageSecurity.Apply(context.HttpContext.Response.Headers);
            return LocalRequests.IsLocal(context.HttpContext.Request)
                ? await next(context)
                : TypedResults.Text("The inbox only answers requests to localhost from its own pages.", statusCode: StatusCodes.Status403Forbidden);
        });

        group.MapGet("", () => PageFiles.Serve("index.html"));
        group.MapGet("/assets/{file}", (string file) => PageFiles.Serve(file));
        group.MapGet("/messages", ListAsync);
        group.MapDelete("/messages", Delete);
        group.MapGet("/messages/{number:long}", Get);
        group.MapDelete("/messages/{number:long}", DeleteOne);
        group.MapGet("/messages/{number:long}/raw", GetRaw);
        group.MapGet("/messages/{number:long}/html", GetHtml);
        group.MapGet("/messages/{number:long}/attachments/{attachment:int}", GetAttachment);
        group.MapGet("/messages/{number:long}/checks", GetChecks);
        group.MapPost("/messages/{number:long}/checks/links", CheckLinksAsync);
        return endpoints;
    }

    private static async Task<Results<JsonHttpResult<InboxList>, ContentHttpResult>> ListAsync(
        HttpRequest request, SandboxInbox inbox, SendingProvider providers, IServiceProvider services, IHostApplicationLifetime lifetime)
    {
        if (MessageQuery.Read(request.Query, listing: true, out var fault) is not { } query)
            return Invalid(fault);

        // What did not match once never will.
        var missed = new HashSet<long>();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(request.HttpContext.RequestAborted, lifetime.ApplicationStopping);
        try
        {
            if (query.Wait > TimeSpan.Zero)
                await inbox.WaitForAsync(email => !missed.Contains(email.Number) && (query.Matches(email) || !missed.Add(email.Number)), query.Wait, ended.Token);
        }
        catch (Exception nothing) when (nothing is TimeoutException or OperationCanceledException)
        {
            // The list is empty.
        }

        var all = inbox.After();
        var servers = services.GetService<SandboxServers>()?.Running ?? [];
        return TypedResults.Json(
            new InboxList(
                inbox.InstanceId, all.Count, all.Count > 0 ? all[^1].Number : null, inbox.Deletions,
                [.. servers.Select(server => new InboxServer(server.Options.Name, server.Host, server.Port))],
                [.. all.Where(query.Matches).Select(email => InboxMessage.Of(email, providers.Of(email)))]),
            Json);
    }

    private static Results<NoContent, ContentHttpResult> Delete(HttpRequest request, SandboxInbox inbox)
    {
        if (MessageQuery.Read(request.Query, listing: false, out var fault) is not { } query)
            return Invalid(fault);
        inbox.Remove(query.Matches);
        return TypedResults.NoContent();
    }

    private static Results<NoContent, NotFound> DeleteOne(long number, SandboxInbox inbox) =>
        inbox.Remove(email => email.Number == number) > 0 ? TypedResults.NoContent() : TypedResults.NotFound();

    private static Results<JsonHttpResult<InboxEmail>, NotFound> Get(long number, SandboxInbox inbox, SendingProvider providers) =>
        inbox.Find(number) is { } email ? TypedResults.Json(new InboxEmail(email, providers.Of(email)), Json) : TypedResults.NotFound();

    private static Results<FileContentHttpResult, NotFound> GetRaw(long number, SandboxInbox inbox) =>
        inbox.Find(number) is { } email
            ? TypedResults.Bytes(email.Content, "message/rfc822", string.Create(CultureInfo.InvariantCulture, $"email-{number}.eml"))
            : TypedResults.NotFound();

    private static Results<ContentHttpResult, NotFound> GetHtml(long number, HttpResponse response, SandboxInbox inbox, bool images = false)
    {
        if (inbox.Find(number) is not { } email || ParsedEmail.Of(email).Html is null)
            return TypedResults.NotFound();
        PageSecurity.ApplyToEmail(response.Headers, images);
        return TypedResults.Text(FrameContent.Of(email, images), "text/html; charset=utf-8");
    }

    // Whatever type it claims: the browser saves it and never opens it as a page of ours.
    private static Results<FileContentHttpResult, NotFound> GetAttachment(long number, int attachment, SandboxInbox inbox) =>
        inbox.Find(number) is { } email && ParsedEmail.Attachment(email, attachment) is { } part
            ? TypedResults.Bytes(MailParts.Read(part), "application/octet-stream", ParsedEmail.Of(email).Attachments[attachment - 1].FileName)
            : TypedResults.NotFound();

    private static Results<JsonHttpResult<MessageReport>, NotFound> GetChecks(long number, SandboxInbox inbox) =>
        inbox.Find(number) is { } email ? TypedResults.Json(MessageReport.Of(email), Json) : TypedResults.NotFound();

    private static async Task<Results<JsonHttpResult<IReadOnlyList<LinkAnswer>>, NotFound>> CheckLinksAsync(
        long number, SandboxInbox inbox, CancellationToken cancellationToken) =>
        inbox.Find(number) is { } email
            ? TypedResults.Json(await LocalLinks.AskAsync(ParsedEmail.Of(email).Links, cancellationToken), Json)
            : TypedResults.NotFound();

    private static ContentHttpResult Invalid(string? fault) => TypedResults.Text(fault, statusCode: StatusCodes.Status400BadRequest);
}

/// <summary>
/// The response of <c>GET /inbox/messages</c>. <c>Inbox</c> changes with each start of the host; message numbers are valid only within one inbox.
/// <c>Count</c> is of all emails, <c>Oldest</c> the number of the oldest one, or null; <c>Deletions</c> grows when emails are deleted;
/// <c>Messages</c> has the emails that match, newest first.
/// </summary>
internal sealed record InboxList(
    string Inbox, int Count, long? Oldest, long Deletions, IReadOnlyList<InboxServer> Servers, IReadOnlyList<InboxMessage> Messages);

internal sealed record InboxServer(string Name, string Host, int Port);
