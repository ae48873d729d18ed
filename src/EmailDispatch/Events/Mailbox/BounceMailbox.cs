using Azure;
using EmailDispatch.Events.Mail;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Secrets;
using EmailDispatch.Telemetry;
using MailKit;
using MailKit.Net.Imap;
using MailKit.Search;
using MailKit.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Events.Mailbox;

/// <summary>
/// Reads the mailbox to which servers return emails. Each message is processed like a posted one and then moved to another folder; none is deleted.
/// If a run dies in between, the message is read again without effect. If storage fails, the run ends and the message stays.
/// </summary>
public sealed partial class BounceMailbox(
    MailReceiver receiver, ProviderCredentials credentials, IOptions<BounceMailboxOptions> options, TimeProvider time, ILogger<BounceMailbox> logger)
{
    private static readonly TimeSpan RunTimeout = TimeSpan.FromMinutes(4);
    private static readonly int CommandTimeout = (int)TimeSpan.FromSeconds(30).TotalMilliseconds;

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!options.Value.IsSet)
            return;

        using var timeout = new CancellationTokenSource(RunTimeout, time);
        using var stopped = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, cancellationToken);
        try
        {
            using var client = new ImapClient { Timeout = CommandTimeout };
            await ConnectAsync(client, stopped.Token);
            await ReadAllAsync(client, stopped.Token);
            await client.DisconnectAsync(quit: true, stopped.Token);
        }
#pragma warning disable CA1031 // A mailbox that cannot be read is told by the log and the metric; the next run tries again.
        catch (Exception fault) when (!cancellationToken.IsCancellationRequested)
#pragma warning restore CA1031
        {
            DispatchTelemetry.CountEvents(EventMessage.Mail, "mailbox_failed", 1);
            Log.Failed(logger, options.Value.User, options.Value.Host, fault is CredentialException or MailKit.Security.AuthenticationException ? "check User and Secret" : "check Host, Port and Security", fault.Message);
        }
    }

    private async Task ConnectAsync(ImapClient client, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var login = new ProviderOptions { Name = "bounce-mailbox", Username = settings.User, Secret = settings.Secret };
        var credential = await credentials.GetAsync(login, cancellationToken) ?? throw new CredentialException("The mailbox has no secret.");
        var security = settings.Security switch
        {
            ProviderSecurity.SslOnConnect => SecureSocketOptions.SslOnConnect,
            ProviderSecurity.StartTls => SecureSocketOptions.StartTls,
            _ => SecureSocketOptions.None,
        };
        await client.ConnectAsync(settings.Host, settings.Port, security, cancellationToken);
        try
        {
            await LogInAsync(client, credential, cancellationToken);
        }
        catch (MailKit.Security.AuthenticationException)
        {
            // The next run uses the current secret.
            await credentials.RefreshAsync(login, credential, cancellationToken);
            throw;
        }
    }

    private static Task LogInAsync(ImapClient client, ProviderCredential credential, CancellationToken cancellationToken)
    {
        if (credential.IsAccessToken)
            return client.AuthenticateAsync(new SaslMechanismOAuth2(credential.Username, credential.Password), cancellationToken);
        if (client.AuthenticationMechanisms.Contains("PLAIN"))
            return client.AuthenticateAsync(new SaslMechanismPlain(credential.Username, credential.Password), cancellationToken);

        // Otherwise only the command LOGIN, because the server may count each further try as a failed login.
        client.AuthenticationMechanisms.Clear();
        return client.AuthenticateAsync(credential.Username, credential.Password, cancellationToken);
    }

    private async Task ReadAllAsync(ImapClient client, CancellationToken cancellationToken)
    {
        var folder = options.Value.Folder.Equals("INBOX", StringComparison.OrdinalIgnoreCase) ? client.Inbox! : await client.GetFolderAsync(options.Value.Folder, cancellationToken);
        await folder.OpenAsync(FolderAccess.ReadWrite, cancellationToken);
        var found = await folder.SearchAsync(SearchQuery.NotDeleted, cancellationToken);
        if (found.Count == 0)
            return;

        var processed = await FindProcessedAsync(client, cancellationToken);
        var (read, told) = (0, 0);
        foreach (var id in found.OrderBy(id => id.Id).Take(options.Value.MaxMessages))
        {
            told += await ReadAsync(folder, id, cancellationToken);
            await folder.MoveToAsync(id, processed, cancellationToken);
            read++;
        }

        Log.Run(logger, read, found.Count, told);
    }

    private async Task<IMailFolder> FindProcessedAsync(ImapClient client, CancellationToken cancellationToken)
    {
        var root = client.GetFolder(client.PersonalNamespaces[0]);
        try
        {
            return await root.GetSubfolderAsync(options.Value.Processed, cancellationToken);
        }
        catch (FolderNotFoundException)
        {
            return await root.CreateAsync(options.Value.Processed, isMessageFolder: true, cancellationToken)
                ?? throw new FolderNotFoundException(options.Value.Processed);
        }
    }

    private async Task<int> ReadAsync(IMailFolder folder, UniqueId id, CancellationToken cancellationToken)
    {
        try
        {
            using var message = new MemoryStream();

            // A longer message ends with the returned copy, which may be truncated.
            await using (var content = await folder.GetStreamAsync(id, 0, MailReceiver.MaxBytes, cancellationToken))
                await content.CopyToAsync(message, cancellationToken);
            if (await receiver.ReceiveAsync(tenant: null, message.GetBuffer().AsMemory(0, (int)Math.Min(message.Length, MailReceiver.MaxBytes)), cancellationToken) is { } count)
                return count;
            Log.Unreadable(logger, id.Id);
        }
#pragma warning disable CA1031 // A message that breaks the reader must not stop all that follow; it is kept in the other folder.
        catch (Exception fault) when (fault is not (OperationCanceledException or RequestFailedException or IOException or CommandException or ProtocolException or ServiceNotConnectedException))
#pragma warning restore CA1031
        {
            DispatchTelemetry.CountEvents(EventMessage.Mail, "unreadable", 1);
            Log.Faulty(logger, fault, id.Id);
        }

        return 0;
    }

    private static partial class Log
    {
        [LoggerMessage(5301, LogLevel.Information, "The bounce mailbox: {Read} of {Found} messages were read, with {Events} events")]
        public static partial void Run(ILogger logger, int read, int found, int events);

        [LoggerMessage(5302, LogLevel.Error, "The bounce mailbox {User} at {Host} could not be read, the next run tries again; {Step}: {Fault}")]
        public static partial void Failed(ILogger logger, string user, string host, string step, string fault);

        [LoggerMessage(5303, LogLevel.Warning, "The bounce mailbox: message {Uid} is not an email; it was moved")]
        public static partial void Unreadable(ILogger logger, uint uid);

        [LoggerMessage(5304, LogLevel.Error, "The bounce mailbox: message {Uid} could not be processed; it was moved")]
        public static partial void Faulty(ILogger logger, Exception fault, uint uid);
    }
}
