using System.Net;
using EmailDispatch.Access;
using EmailDispatch.Intake;
using SmtpServer;

namespace EmailDispatch.SmtpDoor;

/// <summary>What one connection has said so far.</summary>
internal sealed class DoorSession(SmtpDoorOptions options, string hostName, int maxMessageBytes, IPAddress? address, RequestBudget budget, TimeProvider time, CancellationToken stopping) : IDisposable
{
    public SmtpDoorOptions Options => options;

    public string HostName => hostName;

    public int MaxMessageBytes => maxMessageBytes;

    /// <summary>The client's address; null if a proxy hides it.</summary>
    public IPAddress? Address => address;

    public TimeProvider Time => time;

    /// <summary>Canceled when the door closes: sessions end before their next message.</summary>
    public CancellationToken Stopping => stopping;

    public long StartedAt { get; } = time.GetTimestamp();

    public bool IsSecure { get; set; }

    public string Verb { get; set; } = "";

    public int Commands { get; set; }

    public int Errors { get; set; }

    public int FailedLogins { get; set; }

    public int Messages { get; set; }

    /// <summary>Whether the next line answers a challenge of AUTH.</summary>
    public bool AwaitsAnswer { get; set; }

    /// <summary>Whether the message follows.</summary>
    public bool AwaitsMessage { get; set; }

    /// <summary>Whether nothing more is read.</summary>
    public bool IsClosing { get; set; }

    /// <summary>Whether nothing more is written, because the client is gone.</summary>
    public bool IsSilent { get; set; }

    /// <summary>The key the client logged in with, which may have been revoked since; empty before.</summary>
    public string PresentedKey { get; set; } = "";

    public bool IsLoggedIn => PresentedKey.Length > 0;

    /// <summary>What the last MAIL says, if the library takes it.</summary>
    public MailLine? Offered { get; set; }

    /// <summary>What the last RCPT says, if the library takes it.</summary>
    public string OfferedRecipient { get; set; } = "";

    public bool IsUtf8 { get; set; }

    /// <summary>The key of the transaction.</summary>
    public ApiKey? Key { get; set; }

    public List<string> Recipients { get; } = [];

    public MessageBody? Message { get; private set; }

    public static DoorSession Of(ISessionContext context) => ((DoorPipe)context.Pipe).Session;

    public MessageBody StartMessage()
    {
        Message?.Dispose();
        return Message = new MessageBody(maxMessageBytes, budget);
    }

    public void Dispose() => Message?.Dispose();
}
