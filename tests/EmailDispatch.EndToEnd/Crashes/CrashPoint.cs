using EmailDispatch.EndToEnd.Hosting;

namespace EmailDispatch.EndToEnd.Crashes;

/// <summary>A step in the processing of an email at which the process is killed.</summary>
/// <param name="Name">The step.</param>
/// <param name="Step">The storage request at which the process is killed.</param>
/// <param name="IsAnswered">Whether the caller has received its 202.</param>
/// <param name="Copies">How often the email arrives: 0 before its message is on the queue, 2 if the provider's 250 was not recorded, else 1.</param>
/// <param name="Recipient">The recipient.</param>
/// <param name="IsExpress">Whether the caller waits for the first attempt, which then begins before the answer.</param>
public sealed record CrashPoint(string Name, StorageStep Step, bool IsAnswered, int Copies, string Recipient = "a@example.com", bool IsExpress = false)
{
    public static IReadOnlyList<CrashPoint> All { get; } =
    [
        new("payload blob written", At(reaches: true, (method, path, _) => method == "PUT" && path.Contains("/payloads/", StringComparison.Ordinal)), IsAnswered: false, Copies: 0),
        new("status row not inserted", At(reaches: false, IsInsert), IsAnswered: false, Copies: 0),
        new("status row inserted", At(reaches: true, IsInsert), IsAnswered: false, Copies: 0),
        new("message not put", At(reaches: false, IsPut), IsAnswered: false, Copies: 0),
        new("message put, caller not answered", At(reaches: true, IsPut), IsAnswered: false, Copies: 1),
        new("claim not made", At(reaches: false, IsMerge("sending")), IsAnswered: true, Copies: 1),
        new("claim made", At(reaches: true, IsMerge("sending")), IsAnswered: true, Copies: 1),
        new("sent, not recorded", At(reaches: false, IsMerge("sent")), IsAnswered: true, Copies: 2),
        new("sent and recorded", At(reaches: true, IsMerge("sent")), IsAnswered: true, Copies: 1),
        new("message not deleted", At(reaches: false, IsDelete), IsAnswered: true, Copies: 1),
        new("deferral recorded, next message not put", At(reaches: true, IsMerge("deferred")), IsAnswered: true, Copies: 1, Recipient: "greylist@example.com"),
        new("express, message put", At(reaches: true, IsPut), IsAnswered: false, Copies: 0, IsExpress: true),
        new("express, row inserted and claimed", At(reaches: true, IsInsert), IsAnswered: false, Copies: 1, IsExpress: true),
        new("express, sent, not recorded", At(reaches: false, IsMerge("sent")), IsAnswered: false, Copies: 2, IsExpress: true),
        new("express, sent and recorded", At(reaches: true, IsMerge("sent")), IsAnswered: false, Copies: 1, IsExpress: true),
        new("express, message not deleted", At(reaches: false, IsDelete), IsAnswered: false, Copies: 1, IsExpress: true),
    ];

    public override string ToString() => Name;

    private static StorageStep At(bool reaches, Func<string, string, string, bool> isMeant) => new("", reaches, isMeant);

    private static bool IsInsert(string method, string path, string body) => method == "POST" && path.EndsWith("/EmailStatus", StringComparison.Ordinal);

    private static bool IsPut(string method, string path, string body) => method == "POST" && path.EndsWith("/email-dispatch/messages", StringComparison.Ordinal);

    private static bool IsDelete(string method, string path, string body) => method == "DELETE" && path.Contains("/email-dispatch/messages/", StringComparison.Ordinal);

    private static Func<string, string, string, bool> IsMerge(string status) =>
        (method, path, body) => method is "PATCH" or "MERGE" or "POST" && path.Contains("/EmailStatus(", StringComparison.Ordinal)
            && body.Contains($"\"Status\":\"{status}\"", StringComparison.Ordinal);
}
