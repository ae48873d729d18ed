using System.Globalization;
using System.Text.Json;
using EmailDispatch.Sandbox;
using Microsoft.AspNetCore.Http.HttpResults;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>The page <c>/inbox</c>, which shows the emails the sandbox accepted, and its JSON endpoints.</summary>
public static class InboxEndpoints
{
    // snake_case, like the JSON of the API.
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>
    /// Maps the page and its endpoints. Needs the services of <see cref="SandboxServices.AddSandbox"/>. The page's modules come from node_modules,
    /// found by searching upwards or set with <c>Inbox:NodeModules</c>.
    /// </summary>
    public static IEndpointRouteBuilder MapInbox(this IEndpointRouteBuilder endpoints)
    {
        var modules = BrowserModules.Find(endpoints.ServiceProvider.GetRequiredService<IConfiguration>()["Inbox:NodeModules"]);
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
        group.MapGet("/lib/{package}/{file}", (string package, string file) => modules.Serve(package, file));
        group.MapGet("/messages", List);
        group.MapDelete("/messages", Clear);
        group.MapGet("/messages/{number:long}", Get);
        group.MapGet("/messages/{number:long}/raw", GetRaw);
        return endpoints;
    }

    private static JsonHttpResult<InboxList> List(SandboxInbox inbox, IServiceProvider services, long after = 0)
    {
        var all = inbox.After();
        var servers = services.GetService<SandboxServers>()?.Running ?? [];
        return TypedResults.Json(
            new InboxList(
                inbox.InstanceId, all.Count, all.Count > 0 ? all[^1].Number : null,
                [.. servers.Select(server => new InboxServer(server.Options.Name, server.Host, server.Port))],
                [.. all.TakeWhile(email => email.Number > after).Select(InboxMessage.From)]),
            Json);
    }

    private static NoContent Clear(SandboxInbox inbox)
    {
        inbox.Clear();
        return TypedResults.NoContent();
    }

    private static Results<JsonHttpResult<InboxMessage>, NotFound> Get(long number, SandboxInbox inbox) =>
        inbox.Find(number) is { } email ? TypedResults.Json(InboxMessage.From(email), Json) : TypedResults.NotFound();

    private static Results<FileContentHttpResult, NotFound> GetRaw(long number, SandboxInbox inbox) =>
        inbox.Find(number) is { } email
            ? TypedResults.Bytes(email.Content, "message/rfc822", string.Create(CultureInfo.InvariantCulture, $"email-{number}.eml"))
            : TypedResults.NotFound();
}

/// <summary>
/// The response of <c>GET /inbox/messages</c>. <c>Inbox</c> changes with each start of the host; message numbers are valid only within one inbox.
/// <c>Oldest</c> is the number of the oldest email, or null; <c>Messages</c> has the emails after the requested number, newest first.
/// </summary>
internal sealed record InboxList(
    string Inbox, int Count, long? Oldest, IReadOnlyList<InboxServer> Servers, IReadOnlyList<InboxMessage> Messages);

internal sealed record InboxServer(string Name, string Host, int Port);
