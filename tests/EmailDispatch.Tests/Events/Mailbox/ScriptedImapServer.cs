using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace EmailDispatch.Tests.Events.Mailbox;

/// <summary>An IMAP server on the loopback interface with as much of RFC 9051 as one client needs, and folders that a test looks into.</summary>
internal sealed partial class ScriptedImapServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private uint _next = 1;

    public ScriptedImapServer()
    {
        _listener.Start();
        _running = RunAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Password { get; set; } = "not-a-secret";

    /// <summary>The messages by folder, each with its UID.</summary>
    public Dictionary<string, SortedDictionary<uint, byte[]>> Folders { get; } = new(StringComparer.OrdinalIgnoreCase) { ["INBOX"] = [] };

    public List<string> Commands { get; } = [];

    /// <summary>How many moves are done before the connection is cut; null for no cut.</summary>
    public int? MovesUntilCut { get; set; }

    public void Add(byte[] message) => Folders["INBOX"][_next++] = message;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _running;
        _stop.Dispose();
    }

    private async Task RunAsync()
    {
        try
        {
            while (true)
            {
                using var client = await _listener.AcceptTcpClientAsync(_stop.Token);
                try
                {
                    await ServeAsync(client.GetStream());
                }
                catch (IOException)
                {
                    // The client has gone; another run comes.
                }
            }
        }
        catch (Exception fault) when (fault is OperationCanceledException or SocketException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            // The test is over.
        }
    }

    private async Task ServeAsync(NetworkStream stream)
    {
        using var reader = new StreamReader(stream, Encoding.Latin1);
        await WriteAsync(stream, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN SASL-IR NAMESPACE UIDPLUS MOVE] ready\r\n");
        while (await reader.ReadLineAsync(_stop.Token) is { } line)
        {
            lock (Commands)
                Commands.Add(line);
            var (tag, command) = (line.Split(' ')[0], line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]);
            if (await AnswerAsync(stream, command) is not { } result)
                return;
            await WriteAsync(stream, $"{tag} {result}\r\n");
            if (command.StartsWith("LOGOUT", StringComparison.OrdinalIgnoreCase))
                return;
        }
    }

    private async Task<string?> AnswerAsync(NetworkStream stream, string command)
    {
        if (Authenticate().Match(command) is { Success: true } login)
            return Encoding.UTF8.GetString(Convert.FromBase64String(login.Groups[1].Value)).EndsWith($"\0{Password}", StringComparison.Ordinal) ? "OK [CAPABILITY IMAP4rev1 NAMESPACE UIDPLUS MOVE] in" : "NO wrong";
        if (command.StartsWith("CAPABILITY", StringComparison.OrdinalIgnoreCase))
            await WriteAsync(stream, "* CAPABILITY IMAP4rev1 NAMESPACE UIDPLUS MOVE\r\n");
        else if (command.StartsWith("NAMESPACE", StringComparison.OrdinalIgnoreCase))
            await WriteAsync(stream, "* NAMESPACE ((\"\" \"/\")) NIL NIL\r\n");
        else if (List().Match(command) is { Success: true } list)
            await ListAsync(stream, list.Groups["name"].Value);
        else if (command.StartsWith("SELECT", StringComparison.OrdinalIgnoreCase))
            return await SelectAsync(stream);
        else if (command.StartsWith("UID SEARCH", StringComparison.OrdinalIgnoreCase))
            await WriteAsync(stream, $"* SEARCH{string.Concat(Folders["INBOX"].Keys.Select(uid => $" {uid}"))}\r\n");
        else if (command.StartsWith("CREATE", StringComparison.OrdinalIgnoreCase))
            Folders[command.Split(' ')[1].Trim('"')] = [];
        else if (Fetch().Match(command) is { Success: true } fetch)
            await FetchAsync(stream, fetch);
        else if (Move().Match(command) is { Success: true } move)
            return await MoveAsync(stream, uint.Parse(move.Groups["uid"].Value, System.Globalization.CultureInfo.InvariantCulture), move.Groups["name"].Value);
        return "OK done";
    }

    private async Task<string> SelectAsync(NetworkStream stream)
    {
        await WriteAsync(stream, $"* FLAGS (\\Seen \\Deleted)\r\n* {Folders["INBOX"].Count} EXISTS\r\n* 0 RECENT\r\n* OK [UIDVALIDITY 1] ok\r\n* OK [UIDNEXT {_next}] ok\r\n* OK [PERMANENTFLAGS (\\Seen \\Deleted)] ok\r\n");
        return "OK [READ-WRITE] done";
    }

    private async Task ListAsync(NetworkStream stream, string name)
    {
        if (name.Length == 0)
            await WriteAsync(stream, "* LIST (\\Noselect) \"/\" \"\"\r\n");
        foreach (var folder in Folders.Keys.Where(folder => folder.Equals(name, StringComparison.OrdinalIgnoreCase) || name is "%" or "*"))
            await WriteAsync(stream, $"* LIST (\\HasNoChildren) \"/\" \"{folder}\"\r\n");
    }

    private async Task FetchAsync(NetworkStream stream, Match fetch)
    {
        var uid = uint.Parse(fetch.Groups["uid"].Value, System.Globalization.CultureInfo.InvariantCulture);
        var most = int.Parse(fetch.Groups["most"].Value, System.Globalization.CultureInfo.InvariantCulture);
        var bytes = Folders["INBOX"][uid].AsMemory();
        bytes = bytes[..Math.Min(bytes.Length, most)];
        var number = Folders["INBOX"].Keys.ToList().IndexOf(uid) + 1;
        await WriteAsync(stream, $"* {number} FETCH (UID {uid} BODY[]<0> {{{bytes.Length}}}\r\n");
        await stream.WriteAsync(bytes, _stop.Token);
        await WriteAsync(stream, ")\r\n");
    }

    private async Task<string?> MoveAsync(NetworkStream stream, uint uid, string name)
    {
        if (MovesUntilCut is { } left)
        {
            if (left == 0)
                return null;
            MovesUntilCut = left - 1;
        }

        var number = Folders["INBOX"].Keys.ToList().IndexOf(uid) + 1;
        Folders[name][_next++] = Folders["INBOX"][uid];
        Folders["INBOX"].Remove(uid);
        await WriteAsync(stream, $"* OK [COPYUID 2 {uid} {_next - 1}] moved\r\n* {number} EXPUNGE\r\n");
        return "OK moved";
    }

    private Task WriteAsync(NetworkStream stream, string text) => stream.WriteAsync(Encoding.Latin1.GetBytes(text), _stop.Token).AsTask();

    [GeneratedRegex("^AUTHENTICATE PLAIN (.+)$", RegexOptions.IgnoreCase)]
    private static partial Regex Authenticate();

    [GeneratedRegex("^LIST \"\" \"?(?<name>[^\"]*)\"?$", RegexOptions.IgnoreCase)]
    private static partial Regex List();

    [GeneratedRegex(@"^UID FETCH (?<uid>\d+) .*<0\.(?<most>\d+)>", RegexOptions.IgnoreCase)]
    private static partial Regex Fetch();

    [GeneratedRegex("^UID MOVE (?<uid>\\d+) \"?(?<name>[^\"]*)\"?$", RegexOptions.IgnoreCase)]
    private static partial Regex Move();
}
