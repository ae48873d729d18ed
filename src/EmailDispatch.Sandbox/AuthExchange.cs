using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace EmailDispatch.Sandbox;

/// <summary>Runs the AUTH command (RFC 4954): challenges, responses and the outcome.</summary>
internal sealed class AuthExchange(SandboxServer server, SmtpConnection connection, SmtpSessionState state)
{
    private const int MaxLine = 12_288;

    private static readonly SandboxReply Canceled = new(501, "5.7.0", "Authentication canceled");
    private static readonly SandboxReply NotBase64 = new(501, "5.5.2", "Not base64");

    private readonly SandboxServerOptions _options = server.Options;

    public static IEnumerable<(AuthMechanisms Mechanism, string Name)> Names { get; } =
    [
        (AuthMechanisms.Plain, "PLAIN"), (AuthMechanisms.Login, "LOGIN"),
        (AuthMechanisms.CramMd5, "CRAM-MD5"), (AuthMechanisms.XOAuth2, "XOAUTH2"),
    ];

    public async Task<SandboxReply> RunAsync(string argument, CancellationToken cancellationToken)
    {
        var words = argument.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length is 0 or > 2)
            return SmtpReplies.Syntax("AUTH mechanism [initial-response]");
        var (mechanism, name) = Names.FirstOrDefault(known => known.Name.Equals(words[0], StringComparison.OrdinalIgnoreCase));
        if (mechanism == AuthMechanisms.None || !_options.Mechanisms.HasFlag(mechanism))
            return new SandboxReply(504, "5.5.4", "Mechanism not offered");

        try
        {
            var user = await LoginAsync(mechanism, words.ElementAtOrDefault(1), cancellationToken);
            if (user is null || server.Behaviour == SandboxBehaviour.AuthRefused)
                return SmtpReplies.AuthFailed;
            (state.AuthMechanism, state.AuthUser) = (name, user);
            return new SandboxReply(235, "2.7.0", "Authentication successful");
        }
        catch (AuthAbortedException aborted)
        {
            return aborted.Reply;
        }
    }

    private Task<string?> LoginAsync(AuthMechanisms mechanism, string? initial, CancellationToken cancellationToken) => mechanism switch
    {
        AuthMechanisms.Plain => PlainAsync(initial, cancellationToken),
        AuthMechanisms.Login => LoginAsync(initial, cancellationToken),
        AuthMechanisms.CramMd5 => CramMd5Async(initial, cancellationToken),
        _ => XOAuth2Async(initial, cancellationToken),
    };

    private async Task<string?> PlainAsync(string? initial, CancellationToken cancellationToken)
    {
        var parts = (await ResponseAsync(initial, "", cancellationToken)).Split('\0');
        return parts.Length == 3 ? Check(parts[1], parts[2]) : throw new AuthAbortedException(NotBase64);
    }

    private async Task<string?> LoginAsync(string? initial, CancellationToken cancellationToken)
    {
        var user = await ResponseAsync(initial, "Username:", cancellationToken);
        return Check(user, await ResponseAsync(null, "Password:", cancellationToken));
    }

    private async Task<string?> CramMd5Async(string? initial, CancellationToken cancellationToken)
    {
        // CRAM-MD5 has no initial response: the server speaks first.
        if (initial is not null)
            throw new AuthAbortedException(SmtpReplies.Syntax("AUTH CRAM-MD5"));
        var challenge = string.Create(CultureInfo.InvariantCulture,
            $"<{RandomNumberGenerator.GetInt32(int.MaxValue)}.{server.Options.Time.GetUtcNow().ToUnixTimeSeconds()}@{SandboxServer.HostName}>");
        var response = await ResponseAsync(null, challenge, cancellationToken);
        var space = response.LastIndexOf(' ');
        if (space < 1)
            throw new AuthAbortedException(NotBase64);
        var (user, digest) = (response[..space], response[(space + 1)..]);
        return _options.Credentials.Count == 0 || _options.Credentials.Any(known => known.User == user && Digest(known.Password) == digest)
            ? user
            : null;

        // RFC 2195 requires this algorithm.
#pragma warning disable CA5351
        string Digest(string password) =>
            Convert.ToHexStringLower(HMACMD5.HashData(Encoding.UTF8.GetBytes(password), Encoding.UTF8.GetBytes(challenge)));
#pragma warning restore CA5351
    }

    private async Task<string?> XOAuth2Async(string? initial, CancellationToken cancellationToken)
    {
        var fields = (await ResponseAsync(initial, "", cancellationToken)).Split('\x01');
        var user = fields.FirstOrDefault(field => field.StartsWith("user=", StringComparison.Ordinal))?[5..];
        var token = fields.FirstOrDefault(field => field.StartsWith("auth=Bearer ", StringComparison.Ordinal))?[12..];
        if (user is null || token is null)
            throw new AuthAbortedException(NotBase64);
        if (Check(user, token) is { } known && server.Behaviour != SandboxBehaviour.AuthRefused)
            return known;

        // The reason is sent in another challenge, which the client answers with an empty line.
        await ResponseAsync(null, """{"status":"401","schemes":"bearer","scope":"https://mail.example.test/"}""", cancellationToken);
        return null;
    }

    private string? Check(string user, string password) =>
        _options.Credentials.Count == 0 || _options.Credentials.Contains(new SmtpCredential(user, password)) ? user : null;

    private async Task<string> ResponseAsync(string? initial, string challenge, CancellationToken cancellationToken)
    {
        // "=" stands for an empty initial response (RFC 4954 section 4).
        if (initial == "=")
            return "";
        if (initial is not null)
            return Decode(initial);

        connection.Write($"334 {Convert.ToBase64String(Encoding.UTF8.GetBytes(challenge))}\r\n");
        var line = await connection.ReadLineAsync(MaxLine, cancellationToken) ?? throw new AuthAbortedException(SandboxReply.Drop);
        if (line.Fault != LineFault.None)
            throw new AuthAbortedException(new SandboxReply(500, "5.5.6", "Authentication exchange line is too long or not ended by CR LF"));
        return line.Text == "*" ? throw new AuthAbortedException(Canceled) : Decode(line.Text);
    }

    private static string Decode(string base64)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(base64));
        }
        catch (FormatException)
        {
            throw new AuthAbortedException(NotBase64);
        }
    }
}

/// <summary>An authentication exchange ended before there were credentials to check.</summary>
internal sealed class AuthAbortedException(SandboxReply reply) : Exception(reply.ToString())
{
    public SandboxReply Reply => reply;
}
