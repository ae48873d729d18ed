using EmailDispatch.LocalHost.Inbox.Checks;
using EmailDispatch.Sandbox;

namespace EmailDispatch.LocalHost.Inbox;

/// <summary>Finds the provider of the settings that an email came through, by port, login and name in EHLO.</summary>
internal sealed class SendingProvider(IConfiguration configuration, IServiceProvider services)
{
    /// <summary>Returns its name; null if none or several could have sent the email.</summary>
    public string? Of(ReceivedEmail email)
    {
        var port = services.GetService<SandboxServers>()?.Running.FirstOrDefault(server => server.Options.Name == email.Server)?.Port;
        string?[] names =
        [
            .. from provider in configuration.GetSection("Providers").GetChildren()
               where LoopbackHosts.Contains(provider["Host"] ?? "") && provider.GetValue<int?>("Port") == port
                   && (email.AuthUser is null || provider["Username"] is null or "" || provider["Username"] == email.AuthUser)
                   && (provider["EhloName"] is null or "" || provider["EhloName"] == email.ClientName)
               select provider["Name"],
        ];
        return names is [var only] ? only : null;
    }
}
