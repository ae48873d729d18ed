using EmailDispatch.EndToEnd.Dispatch;
using EmailDispatch.EndToEnd.Hosting;
using EmailDispatch.Sandbox;

namespace EmailDispatch.EndToEnd.Intake;

/// <summary>
/// An instance dies between any two steps of a request with an idempotency key: its storage request is held and never answered. The same request
/// to another instance is accepted, and every email is sent once.
/// </summary>
public sealed class KeyCrashTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static readonly Dictionary<string, StorageStep> Steps = new StorageStep[]
    {
        new("key not reserved", false, IsPostOf("Idempotency")),
        new("key reserved", true, IsPostOf("Idempotency")),
        new("rows not inserted", false, IsInsert),
        new("rows inserted", true, IsInsert),
        new("message put", true, IsPostOf("messages")),
        new("key without its answer", false, IsAnswer),
        new("key with its answer", true, IsAnswer),
    }.ToDictionary(step => step.Name);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, int> Places
    {
        get
        {
            var places = new TheoryData<string, int>();
            foreach (var step in Steps.Keys)
            {
                places.Add(step, 1);
                places.Add(step, 40);
            }

            return places;
        }
    }

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Key_can_be_used_again_after_a_crash_at(string place, int emails)
    {
        await using var provider = await SandboxServer.StartAsync(cancellationToken: Cancellation);
        var time = new FixedTime();
        await CrashAsync(Steps[place], time, place, emails);

        // Advances the clock past the lease of the dead instance.
        time.Now += TimeSpan.FromSeconds(6);
        await using var other = await IntakeInstance.StartAsync(azurite.ConnectionString, time, provider);
        var answer = await SubmitAsync(other, place, emails);
        var repeated = await SubmitAsync(other, place, emails);
        await other.DispatchAllAsync();

        Assert.Equal(emails, answer.Count);
        Assert.Equal(answer, repeated);
        Assert.Equal(Subjects(place, emails).Order(), provider.Inbox.After().Select(SubjectOf).Order());
    }

    private async Task CrashAsync(StorageStep step, FixedTime time, string subject, int emails)
    {
        await using var proxy = await StorageProxy.StartAsync(azurite, step);
        var instance = await IntakeInstance.StartAsync(proxy.ConnectionString, time);
        var never = SubmitAsync(instance, subject, emails);
        await Task.WhenAny(proxy.Held.WaitAsync(TimeSpan.FromSeconds(30), Cancellation), never);
        Assert.False(never.IsCompleted);
        _ = never.ContinueWith(dead => dead.Exception, TaskScheduler.Default);
    }

    private static async Task<IReadOnlyList<string>> SubmitAsync(IntakeInstance instance, string subject, int emails)
    {
        var key = $"{subject} {emails}";
        if (emails > 1)
            return [.. (await instance.Batches.SubmitAsync(IntakeInstance.Submitter, Json.Bytes(Json.Batch(subject, emails)), default, key, Cancellation)).Ids.Select(id => id.ToString())];

        var result = await instance.Emails.SubmitAsync(IntakeInstance.Submitter, Json.Bytes(Json.Email(subject)), key, Cancellation);
        return result.Id is { } id ? [id.ToString()] : [];
    }

    private static IEnumerable<string> Subjects(string subject, int emails) =>
        emails == 1 ? [subject] : Enumerable.Range(0, emails).Select(n => $"{subject}-{n}");

    private static string SubjectOf(ReceivedEmail email) =>
        email.ContentText.Split('\n').Single(line => line.StartsWith("Subject: ", StringComparison.Ordinal))["Subject: ".Length..].Trim();

    private static Func<string, string, string, bool> IsPostOf(string collection) =>
        (method, path, _) => method == "POST" && path.EndsWith($"/{collection}", StringComparison.Ordinal);

    private static bool IsInsert(string method, string path, string body) =>
        method == "POST" && (path.EndsWith("/EmailStatus", StringComparison.Ordinal) || path.EndsWith("/$batch", StringComparison.Ordinal));

    private static bool IsAnswer(string method, string path, string body) =>
        path.Contains("/Idempotency(", StringComparison.Ordinal) && body.Contains("\"Answer0\"", StringComparison.Ordinal);
}
