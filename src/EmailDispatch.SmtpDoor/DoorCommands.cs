using SmtpServer;
using SmtpServer.Protocol;

namespace EmailDispatch.SmtpDoor;

/// <summary>The commands of the library, with our answer to EHLO.</summary>
internal sealed class DoorCommands : SmtpCommandFactory
{
    public override SmtpCommand CreateEhlo(string domainOrAddress) => new DoorEhlo(domainOrAddress);

    private sealed class DoorEhlo(string name) : EhloCommand(name)
    {
        protected override string GetGreeting(ISessionContext context) => DoorSession.Of(context).HostName;

        protected override IEnumerable<string> GetExtensions(ISessionContext context)
        {
            var session = DoorSession.Of(context);
            return
            [
                .. base.GetExtensions(context).Where(extension => !extension.StartsWith("SIZE", StringComparison.Ordinal)),
                $"SIZE {session.MaxMessageBytes}",
                "ENHANCEDSTATUSCODES",
            ];
        }
    }
}
