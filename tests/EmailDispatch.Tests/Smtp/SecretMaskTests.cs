using System.Net;
using System.Text;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Sandbox;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Smtp;

public sealed class SecretMaskTests
{
    private const string Username = "acme-mailer-7";
    private const string Password = "hunter2-Secret/of+the_test";

    public static TheoryData<string> Quotations =>
    [
        Username, Username.ToUpperInvariant(), Password, Password.ToUpperInvariant(), Uri.EscapeDataString(Password), Password[..12], Password[^13..],
        Base64(Password), Base64(Password).TrimEnd('='), Base64(Username), Base64($"\0{Username}\0{Password}"), Base64($"\0{Username}\0{Password}")[..16], Base64($"\0{Username}\0{Password}")[4..30],
        Base64($"user={Username}\x01auth=Bearer {Password}\x01\x01"),
    ];

    [Theory]
    [MemberData(nameof(Quotations))]
    public void Login_that_a_server_quotes_is_masked(string quotation)
    {
        var masked = MaskOf(Username, Password).Apply($"5.7.8 Error: authentication failed: {quotation} (no)");

        Assert.Equal("5.7.8 Error: authentication failed: ********", masked.Split(" (no)")[0].TrimEnd('='));
        Assert.EndsWith(" (no)", masked, StringComparison.Ordinal);
    }

    [Fact]
    public void Secret_at_the_end_of_a_reply_that_was_cut_is_masked()
    {
        var reply = new SmtpReply(535, new string('x', 490) + " " + Password);

        var masked = MaskOf(Username, Password).Apply(reply);

        Assert.DoesNotContain(Password[..4], masked.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a", "550 5.1.1 A user has a mailbox")]
    [InlineData("user", "550 5.1.1 User unknown, no such user")]
    [InlineData("apikey", "535 Authentication failed: the apikey does not exist")]
    [InlineData("resend", "450 please resend later")]
    [InlineData("mailer", "550 mailer-daemon not wanted by the mailers")]
    [InlineData("hi@acme.test", "553 5.7.1 <hi@acme.test>: Sender address rejected: not owned by user hi@acme.test")]
    public void Words_of_the_server_and_the_sender_stay(string username, string reply)
    {
        Assert.Equal(reply, SecretMask.Of(new ProviderCredential(username, Password, false, new ProviderSecret(username, Password, null)), "hi@acme.test").Apply(reply));
    }

    [Theory]
    [InlineData("a", "535 login of 'a' failed", "535 login of '********' failed")]
    [InlineData("apikey", "535 <apikey> failed", "535 <********> failed")]
    public void Short_username_is_masked_where_it_is_quoted(string username, string reply, string expected)
    {
        Assert.Equal(expected, MaskOf(username, Password).Apply(reply));
    }

    [Theory]
    [InlineData(SandboxPhase.Auth)]
    [InlineData(SandboxPhase.Mail)]
    [InlineData(SandboxPhase.Rcpt)]
    [InlineData(SandboxPhase.Dot)]
    public async Task Login_quoted_in_any_phase_is_neither_kept_nor_logged(SandboxPhase phase)
    {
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.StartTls, Credentials = [new("user", Password)] });
        sending.LogInWith(Password);
        sending.Provider.ProtocolLog = true;
        sending.Provider.Auth = ProviderAuth.Plain;
        sending.Server.On(phase, _ => SandboxReply.Parse($"535 5.7.8 {Password} and {Base64($"\0user\0{Password}")} are wrong"));

        var result = await sending.SendAsync();
        await sending.EndAsync();

        var reply = phase == SandboxPhase.Rcpt ? result.Refused.Values.Single() : result.Reply;
        Assert.Equal("535 5.7.8 ******** and ******** are wrong", reply.ToString().Replace("=", "", StringComparison.Ordinal));
        Assert.DoesNotContain(Password, sending.Log.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Base64($"\0user\0{Password}"), sending.Log.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Quotations))]
    public void Exception_that_quotes_the_login_says_the_same_without_it(string quotation)
    {
        var fault = new InvalidOperationException($"cannot encode '{quotation}'", new FormatException($"'{quotation}' is no token"));

        var masked = Assert.IsType<MaskedException>(MaskOf(Username, Password).Apply(fault));

        Assert.DoesNotContain(quotation, masked.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(quotation, masked.ToString(), StringComparison.Ordinal);
        Assert.Equal("InvalidOperationException", masked.TypeName);
        Assert.Contains("cannot encode '********", masked.Message, StringComparison.Ordinal);
        Assert.Contains("System.FormatException", masked.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Exception_that_quotes_no_login_stays_itself()
    {
        var fault = new InvalidOperationException("a defect");

        Assert.Same(fault, MaskOf(Username, Password).Apply(fault));
    }

    [Theory]
    [InlineData("C: AUTH")]
    [InlineData("C: MAIL")]
    [InlineData("C: DATA")]
    public async Task Login_in_the_text_of_an_exception_is_neither_kept_nor_told(string line)
    {
        await using var sending = await Sending.StartAsync(new() { Security = SmtpSecurity.StartTls, Credentials = [new("user", Password)] });
        sending.LogInWith(Password);
        sending.Provider.ProtocolLog = true;
        sending.Provider.Auth = ProviderAuth.Plain;
        await using var pools = new ConnectionPools(Dns.GetHostAddressesAsync, TimeProvider.System, new QuotingLog(line, $"{Password} and {Base64(Password)} cannot be logged"));

        var result = await sending.SendAsync(new SmtpSender(sending.Credentials, pools, sending.Signatures.Signer));

        Assert.StartsWith("******** and ********", result.Reply.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(Password, result.Fault!.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Base64(Password).TrimEnd('='), result.Fault.ToString(), StringComparison.Ordinal);
    }

    private static SecretMask MaskOf(string username, string password) => SecretMask.Of(new ProviderCredential(username, password, false, new ProviderSecret(username, password, null)));

    private static string Base64(string text) => Convert.ToBase64String(Encoding.UTF8.GetBytes(text));
}
