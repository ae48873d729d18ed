using System.Globalization;
using System.Security;
using System.Text;
using System.Web;
using System.Xml.Linq;
using EmailDispatch.Simulation.Engine;

namespace EmailDispatch.Simulation.Storage;

/// <summary>
/// Queues as documented: a taken message is hidden for a while and comes back unless it is deleted; taking or hiding it gives it a new receipt, and
/// only the newest receipt may change it. Order is not promised, so a seed mixes it.
/// </summary>
public sealed class Queues(Scheduler scheduler)
{
    private readonly Dictionary<string, List<StoredMessage>> _queues = new(StringComparer.Ordinal);
    private long _receipt;
    private int _id;

    /// <summary>Called with the queue and the delay when a message becomes visible later.</summary>
    public Action<string, TimeSpan> Appears { get; set; } = (_, _) => { };

    public IReadOnlyList<StoredMessage> Messages(string queue) => _queues.GetValueOrDefault(queue) ?? [];

    public StoredAnswer Answer(StorageCall call)
    {
        var parts = call.Path.Split('/');
        if (parts.Length == 1 && call.Method == "PUT")
            return Create(parts[0]);
        if (!_queues.TryGetValue(parts[0], out var queue))
            return Fault(404, "QueueNotFound");
        var query = HttpUtility.ParseQueryString(call.Query);
        return (call.Method, parts.Length) switch
        {
            (_, 1) => new StoredAnswer(200) { Headers = new Dictionary<string, string> { ["x-ms-approximate-messages-count"] = queue.Count.ToString(CultureInfo.InvariantCulture) } },
            ("POST", _) => Put(parts[0], XDocument.Parse(call.Text.TrimStart('\uFEFF')).Root!.Element("MessageText")!.Value, Seconds(query["visibilitytimeout"])),
            ("GET", _) => List(
                query["peekonly"] == "true" ? [.. Visible(parts[0]).Take(Count(query["numofmessages"]))] : Take(parts[0], Count(query["numofmessages"]), Seconds(query["visibilitytimeout"] ?? "30"))),
            ("DELETE", 2) => Clear(queue),
            ("DELETE", _) => Change(parts[0], parts[2], query["popreceipt"], null),
            _ => Change(parts[0], parts[2], query["popreceipt"], Seconds(query["visibilitytimeout"])),
        };
    }

    public StoredAnswer Create(string queue) => new(_queues.TryAdd(queue, []) ? 201 : 204);

    public void Add(string queue, string text) => Put(queue, text, TimeSpan.Zero);

    /// <summary>Takes visible messages, as a trigger does.</summary>
    public List<StoredMessage> Take(string queue, int most, TimeSpan hidden)
    {
        var taken = Visible(queue).ToList();
        for (var n = taken.Count - 1; n > 0; n--)
        {
            // Roughly first in, first out.
            if (scheduler.Random.Next(4) == 0)
                (taken[n], taken[n - 1]) = (taken[n - 1], taken[n]);
        }

        foreach (var message in taken = [.. taken.Take(most)])
        {
            message.DequeueCount++;
            Hide(queue, message, hidden);
        }

        return taken;
    }

    /// <summary>Hides a message again, or deletes it if there is no time.</summary>
    /// <returns>Whether the receipt was the newest.</returns>
    public bool TryChange(string queue, string id, string? receipt, TimeSpan? hidden) => Change(queue, id, receipt, hidden).IsDone;

    private IEnumerable<StoredMessage> Visible(string queue) => Messages(queue).Where(m => m.VisibleAt <= scheduler.Now);

    private StoredAnswer Put(string queue, string text, TimeSpan hidden)
    {
        var id = new Guid(++_id, 0, 0, new byte[8]).ToString();
        var message = new StoredMessage(id, text, scheduler.Now);
        _queues[queue].Add(message);
        Hide(queue, message, hidden);
        return List([message]) with { Status = 201 };
    }

    private StoredAnswer Change(string queue, string id, string? receipt, TimeSpan? hidden)
    {
        if (_queues[queue].Find(m => m.Id == id) is not { } message)
            return Fault(404, "MessageNotFound");
        if (message.PopReceipt != receipt)
            return Fault(400, "PopReceiptMismatch");
        if (hidden is not { } time)
        {
            _queues[queue].Remove(message);
            return new StoredAnswer(204);
        }

        Hide(queue, message, time);
        return new StoredAnswer(204)
        {
            Headers = new Dictionary<string, string> { ["x-ms-popreceipt"] = message.PopReceipt, ["x-ms-time-next-visible"] = message.VisibleAt.ToString("R", CultureInfo.InvariantCulture) },
        };
    }

    private void Hide(string queue, StoredMessage message, TimeSpan time)
    {
        message.VisibleAt = scheduler.Now + time;
        message.PopReceipt = Convert.ToBase64String(BitConverter.GetBytes(++_receipt));
        Appears(queue, time);
    }

    private static StoredAnswer Clear(List<StoredMessage> queue)
    {
        queue.Clear();
        return new StoredAnswer(204);
    }

    private static StoredAnswer List(IReadOnlyList<StoredMessage> messages)
    {
        var text = new StringBuilder("<QueueMessagesList>");
        foreach (var m in messages)
        {
            text.Append(CultureInfo.InvariantCulture, $"<QueueMessage><MessageId>{m.Id}</MessageId><InsertionTime>{m.InsertedAt:R}</InsertionTime><ExpirationTime>Fri, 31 Dec 9999 23:59:59 GMT</ExpirationTime>");
            text.Append(CultureInfo.InvariantCulture, $"<PopReceipt>{m.PopReceipt}</PopReceipt><TimeNextVisible>{m.VisibleAt:R}</TimeNextVisible><DequeueCount>{m.DequeueCount}</DequeueCount>");
            text.Append("<MessageText>").Append(SecurityElement.Escape(m.Text)).Append("</MessageText></QueueMessage>");
        }

        return new StoredAnswer(200) { ContentType = "application/xml", Body = Encoding.UTF8.GetBytes(text.Append("</QueueMessagesList>").ToString()) };
    }

    internal static StoredAnswer Fault(int status, string code) =>
        new(status, code) { ContentType = "application/xml", Body = Encoding.UTF8.GetBytes($"<Error><Code>{code}</Code><Message>{code}</Message></Error>") };

    private static TimeSpan Seconds(string? text) => TimeSpan.FromSeconds(text is null ? 0 : int.Parse(text, CultureInfo.InvariantCulture));

    private static int Count(string? text) => text is null ? 1 : int.Parse(text, CultureInfo.InvariantCulture);
}
