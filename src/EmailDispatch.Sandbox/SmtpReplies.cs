namespace EmailDispatch.Sandbox;

internal static class SmtpReplies
{
    public static readonly SandboxReply Ok = new(250, "2.0.0", "Ok");
    public static readonly SandboxReply EhloFirst = new(503, "5.5.1", "Send EHLO first");
    public static readonly SandboxReply MailFirst = new(503, "5.5.1", "Send MAIL first");
    public static readonly SandboxReply RcptFirst = new(503, "5.5.1", "No valid recipients");
    public static readonly SandboxReply InTransaction = new(503, "5.5.1", "A message is in progress; send RSET to abandon it");
    public static readonly SandboxReply Unknown = new(500, "5.5.2", "Command not recognised");
    public static readonly SandboxReply NotOffered = new(502, "5.5.1", "Not offered here");
    public static readonly SandboxReply LineTooLong = new(500, "5.5.2", "Line too long");
    public static readonly SandboxReply BareLineFeed = new(500, "5.5.2", "Lines end with CR LF");
    public static readonly SandboxReply Pipelined = new(503, "5.5.0", "Pipelining is not offered; wait for each reply");
    public static readonly SandboxReply TlsFirst = new(530, "5.7.0", "Send STARTTLS first");
    public static readonly SandboxReply AuthFirst = new(530, "5.7.0", "Authentication required");
    public static readonly SandboxReply AuthFailed = new(535, "5.7.8", "Authentication credentials invalid");
    public static readonly SandboxReply Unavailable = new(421, "4.3.2", "Service not available, try again later");
    public static readonly SandboxReply ShuttingDown = new(421, "4.3.2", "The server is shutting down");
    public static readonly SandboxReply TimedOut = new(421, "4.4.2", "Nothing came for too long");
    public static readonly SandboxReply TooManyConnections = new(421, "4.7.0", "Too many connections");
    public static readonly SandboxReply TooManyErrors = new(421, "4.7.0", "Too many errors");
    public static readonly SandboxReply TooLarge = new(552, "5.3.4", "Message too large");

    public static SandboxReply Syntax(string expected) => new(501, "5.5.4", "Syntax: " + expected);

    public static SandboxReply UnknownParameter(string name) => new(555, "5.5.4", $"Parameter {name} not recognised");
}
