using System.Text;
using MailKit;
using MailKit.Net.Smtp;

namespace EmailDispatch.Tests.Packages;

public sealed class SmtpProtocolLogTests
{
    [Fact]
    public async Task Log_shows_both_sides_and_no_credentials()
    {
        await using var server = new ScriptedSmtpServer("AUTH LOGIN")
            .On("AUTH LOGIN", "334 VXNlcm5hbWU6").On("dXNlcg==", "334 UGFzc3dvcmQ6").On("cGFzc3dvcmQ=", "235 welcome");
        using var log = new MemoryStream();
        using (var client = new SmtpClient(new ProtocolLogger(log, leaveOpen: true)) { LocalDomain = "client.example.test" })
        {
            await client.ConnectToAsync(server);
            await client.AuthenticateAsync("user", "password");
            await client.DisconnectAsync(quit: true);
        }

        Assert.Equal(
            [
                $"Connected to smtp://localhost:{server.Port}/", "S: 220 mx.example.test ESMTP", "C: EHLO client.example.test",
                "S: 250-mx.example.test", "S: 250 AUTH LOGIN", "C: AUTH LOGIN", "S: 334 VXNlcm5hbWU6", "C: ********",
                "S: 334 UGFzc3dvcmQ6", "C: ********", "S: 235 welcome", "C: QUIT", "S: 221 2.0.0 bye", "",
            ],
            Encoding.UTF8.GetString(log.ToArray()).Split("\r\n"));
    }

    [Theory]
    [InlineData(true, "C: AUTH PLAIN ********")]
    [InlineData(false, "C: AUTH PLAIN AHVzZXIAcGFzc3dvcmQ=")]
    public async Task Initial_response_is_masked_unless_told_otherwise(bool redact, string expected)
    {
        await using var server = new ScriptedSmtpServer("AUTH PLAIN").On("AUTH", "235 welcome");
        using var log = new MemoryStream();
        using var client = new SmtpClient(new ProtocolLogger(log, leaveOpen: true) { RedactSecrets = redact });
        await client.ConnectToAsync(server);

        await client.AuthenticateAsync("user", "password");

        Assert.Contains(expected + "\r\n", Encoding.UTF8.GetString(log.ToArray()), StringComparison.Ordinal);
    }
}
