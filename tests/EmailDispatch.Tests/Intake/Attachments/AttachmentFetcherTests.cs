using System.Globalization;
using System.Net;
using System.Net.Security;
using EmailDispatch.Emails;
using EmailDispatch.Intake.Attachments;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EmailDispatch.Tests.Intake.Attachments;

/// <summary>Files fetched from a real TLS server; only its name is resolved by the test.</summary>
public sealed class AttachmentFetcherTests
{
    private static readonly byte[] Content = [0, 1, 2, 253, 254, 255];

    private readonly Dictionary<string, string[]> _addresses = new() { [FileServer.Host] = ["127.0.0.1"] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task File_is_part_of_the_email_and_its_address_is_gone()
    {
        await using var server = await FileServer.StartAsync(Answer("application/pdf"));

        var file = await FetchOneAsync(server, new Attachment("a.bin", [], "image/png", "logo") { Path = new Uri(server.Url("/r.pdf?x=1")) });

        Assert.Equal(("a.bin", "image/png", "logo", null), (file.Filename, file.ContentType, file.ContentId, file.Path));
        Assert.Equal(Content, file.Content);
    }

    [Theory]
    [InlineData("/files/r%20e.pdf?x=1", "application/pdf", null, "r e.pdf", "application/pdf")]
    [InlineData("/r.pdf", null, null, "r.pdf", "application/pdf")]
    [InlineData("/r.pdf", "application/octet-stream", null, "r.pdf", "application/pdf")]
    [InlineData("/r.txt", "text/plain; charset=iso-8859-1", null, "r.txt", "text/plain; charset=iso-8859-1")]
    [InlineData("/r.eml", "message/rfc822", null, "r.eml", "application/octet-stream")]
    [InlineData("/d", "application/pdf", "attachment; filename=\"May.pdf\"", "May.pdf", "application/pdf")]
    [InlineData("/d", "application/pdf", "attachment; filename=May.pdf; filename*=UTF-8''M%C3%A4rz.pdf", "März.pdf", "application/pdf")]
    [InlineData("/d", "application/pdf", "attachment; filename=\"../../etc/passwd\"", "passwd", "application/pdf")]
    [InlineData("/d", "application/pdf", "attachment; filename*=UTF-8''a%0D%0ABcc%3A%20x.pdf", "aBcc: x.pdf", "application/pdf")]
    [InlineData("/d", "application/pdf", "attachment; filename=\"..\"", "d", "application/pdf")]
    [InlineData("/", "application/pdf", null, "attachment", "application/pdf")]
    public async Task Name_and_type_are_those_of_the_answer_where_the_request_has_none(
        string path, string? contentType, string? disposition, string expectedName, string expectedType)
    {
        await using var server = await FileServer.StartAsync(Answer(contentType, disposition));

        var file = await FetchOneAsync(server, At(server.Url(path)));

        Assert.Equal((expectedName, expectedType), (file.Filename, file.ContentType));
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("10.1.2.3")]
    [InlineData("::1")]
    [InlineData("::ffff:127.0.0.1")]
    [InlineData("64:ff9b::127.0.0.1")]
    [InlineData("fd00:ec2::254")]
    public async Task Name_that_leads_into_the_network_is_refused(string address)
    {
        await using var server = await FileServer.StartAsync(Answer());
        _addresses["inside.example"] = [address];

        var fault = await FaultAsync(server, server.Url("/x", "inside.example"));

        Assert.Equal("cannot be fetched: inside.example has no public address", fault);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("[::1]")]
    [InlineData("2130706433")]
    [InlineData("0x7f.1")]
    [InlineData("017700000001")]
    [InlineData("[::ffff:7f00:1]")]
    [InlineData("169.254.169.254")]
    public async Task Address_in_any_notation_is_refused(string host)
    {
        await using var server = await FileServer.StartAsync(Answer());

        Assert.EndsWith("has no public address", await FaultAsync(server, server.Url("/x", host)), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Redirect_is_followed_and_judged_anew()
    {
        await using var server = await FileServer.StartAsync(context =>
        {
            if (context.Request.Path == "/r.pdf")
                return Answer("application/pdf")(context);
            context.Response.Redirect(context.Request.Path == "/in" ? $"https://inside.example:{context.Request.Host.Port}/x" : "/r.pdf");
            return Task.CompletedTask;
        });
        _addresses["inside.example"] = ["127.0.0.1"];

        var file = await FetchOneAsync(server, At(server.Url("/good")));
        var fault = await FaultAsync(server, server.Url("/in"));

        Assert.Equal("r.pdf", file.Filename);
        Assert.Equal("cannot be fetched: inside.example has no public address", fault);
        Assert.Equal(["files.example/good", "files.example/r.pdf", "files.example/in"], server.Requests);
    }

    [Theory]
    [InlineData("http://files.example/x", "cannot be fetched: it redirects to an address that is not a plain https one")]
    [InlineData("file:///etc/passwd", "cannot be fetched: it redirects to an address that is not a plain https one")]
    [InlineData("https://user:word@files.example/x", "cannot be fetched: it redirects to an address that is not a plain https one")]
    [InlineData("//", "cannot be fetched: it redirects to an address that is not a plain https one")]
    [InlineData("/again", "cannot be fetched: it redirects more than 5 times")]
    public async Task Redirect_elsewhere_or_without_end_is_not_followed(string location, string expected)
    {
        await using var server = await FileServer.StartAsync(context =>
        {
            context.Response.Redirect(location);
            return Task.CompletedTask;
        });

        Assert.Equal(expected, await FaultAsync(server, server.Url("/x")));
        Assert.InRange(server.Requests.Count, 1, 6);
    }

    [Fact]
    public async Task Server_that_trickles_is_left_when_the_time_is_over()
    {
        await using var server = await FileServer.StartAsync(async context =>
        {
            context.Response.ContentType = "application/pdf";
            await context.Response.Body.WriteAsync(Content, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await new TaskCompletionSource().Task.WaitAsync(context.RequestAborted);
        });

        var fault = await FaultAsync(server, server.Url("/x"), options => options.AttachmentTimeout = TimeSpan.FromSeconds(1));

        Assert.Equal("was not fetched within 1 seconds", fault);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_without_room_is_left_while_it_is_read(bool tellsLength)
    {
        await using var server = await FileServer.StartAsync(async context =>
        {
            var chunk = new byte[64 * 1024];
            context.Response.ContentLength = tellsLength ? 1L << 40 : null;
            while (!context.RequestAborted.IsCancellationRequested)
                await context.Response.Body.WriteAsync(chunk, context.RequestAborted);
        });

        var fault = await FaultAsync(server, server.Url("/x"), limits: new EmailLimits { MaxMessageBytes = 1024 * 1024 });

        Assert.StartsWith("is too large: the email has room for a file of 7", fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, "cannot be fetched: the server answered 404")]
    [InlineData(204, "cannot be fetched: the server answered 204")]
    [InlineData(206, "cannot be fetched: the server answered 206")]
    [InlineData(302, "cannot be fetched: the server answered 302")]
    [InlineData(500, "cannot be fetched: the server answered 500")]
    public async Task Answer_without_the_file_is_told(int status, string expected)
    {
        await using var server = await FileServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return Task.CompletedTask;
        });

        Assert.Equal(expected, await FaultAsync(server, server.Url("/x")));
    }

    [Fact]
    public async Task Compressed_answer_is_not_taken_for_the_file()
    {
        await using var server = await FileServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return Answer("application/pdf")(context);
        });

        Assert.Equal("cannot be fetched: the server sends it encoded as gzip, which the request did not ask for", await FaultAsync(server, server.Url("/x")));
    }

    [Fact]
    public async Task Certificate_of_another_host_is_refused()
    {
        await using var server = await FileServer.StartAsync(Answer());
        using var fetcher = NewFetcher(NewOptions(), new EmailLimits(), certificates: null);

        var result = await fetcher.FetchAsync(NewEmail(At(server.Url("/x"))), hold: _ => { }, Cancellation);

        Assert.Equal("cannot be fetched: the TLS handshake failed, or the server's certificate is not valid for it", Assert.Single(result.Errors).Message);
    }

    [Fact]
    public async Task Host_that_is_not_there_is_told()
    {
        await using var server = await FileServer.StartAsync(Answer());
        var port = server.Port;
        await server.DisposeAsync();
        using var fetcher = NewFetcher(NewOptions(), new EmailLimits(), certificates: null);

        var result = await fetcher.FetchAsync(
            NewEmail(At($"https://{FileServer.Host}:{port}/x"), new Attachment("a", [1], "text/plain"), At("https://nowhere.example/x")), hold: _ => { }, Cancellation);

        Assert.Equal(
            [
                new FieldError("attachments[0].path", "cannot be fetched: the host does not take the connection"),
            ],
            result.Errors);
    }

    [Fact]
    public async Task Only_listed_hosts_are_asked_where_there_is_a_list()
    {
        await using var server = await FileServer.StartAsync(Answer());
        _addresses["cdn.files.example"] = ["127.0.0.1"];

        var listed = await FaultAsync(server, server.Url("/x"), options => options.AttachmentHosts.Add("files.example"));
        var subdomain = await FaultAsync(server, server.Url("/x"), options => options.AttachmentHosts.Add("*.files.example"));

        Assert.Null(listed);
        Assert.Equal("cannot be fetched: files.example is not among the hosts that files may be fetched from", subdomain);
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task Neither_cookies_nor_credentials_travel()
    {
        var headers = new List<string>();
        await using var server = await FileServer.StartAsync(context =>
        {
            headers.AddRange(context.Request.Headers.Keys);
            context.Response.Headers.SetCookie = "a=b; Path=/";
            if (context.Request.Path == "/first")
                context.Response.Redirect("/second");
            return Task.CompletedTask;
        });

        await FaultAsync(server, server.Url("/first"));

        Assert.Equal(["Accept-Encoding", "Host", "User-Agent"], headers.Distinct().Order());
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Hundred_files_that_are_too_large_are_read_no_further_than_one()
    {
        var sent = 0L;
        await using var server = await FileServer.StartAsync(async context =>
        {
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.Body.WriteAsync(new byte[64 * 1024], context.RequestAborted);
                Interlocked.Add(ref sent, 64 * 1024);
            }
        });

        var result = await FetchAsync(
            server, NewEmail([.. Enumerable.Range(0, 100).Select(n => At(server.Url($"/{n}")))]), limits: new EmailLimits { MaxMessageBytes = 1024 * 1024 });

        Assert.Equal("attachments[0].path", Assert.Single(result.Errors).Field);
        Assert.Single(server.Requests);
        Assert.InRange(sent, 1, 16 * 1024 * 1024);
    }

    [Fact]
    public async Task Files_share_the_room_of_the_message()
    {
        await using var server = await FileServer.StartAsync(context => context.Response.Body.WriteAsync(new byte[500_000], context.RequestAborted).AsTask());

        var result = await FetchAsync(server, NewEmail(At(server.Url("/a")), At(server.Url("/b"))), limits: new EmailLimits { MaxMessageBytes = 1024 * 1024 });

        Assert.Equal("attachments[1].path", Assert.Single(result.Errors).Field);
    }

    private static RequestDelegate Answer(string? contentType = "application/pdf", string? disposition = null) => context =>
    {
        context.Response.ContentType = contentType;
        if (disposition is not null)
            context.Response.Headers.ContentDisposition = disposition;
        return context.Response.Body.WriteAsync(Content, context.RequestAborted).AsTask();
    };

    private static Attachment At(string url) => new("", [], "") { Path = new Uri(url) };

    private static Email NewEmail(params Attachment[] attachments) => new()
    {
        From = new EmailAddress("a@example.com"),
        To = [new EmailAddress("b@example.com")],
        Subject = "s",
        Text = "t",
        Attachments = attachments,
    };

    private static AttachmentFetchOptions NewOptions() => new() { AllowPrivateAttachmentHosts = { FileServer.Host } };

    private AttachmentFetcher NewFetcher(AttachmentFetchOptions options, EmailLimits limits, RemoteCertificateValidationCallback? certificates) =>
        new(options, limits, TimeProvider.System, NullLogger<AttachmentFetcher>.Instance, ResolveAsync, certificates);

    private Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
        Task.FromResult(_addresses.GetValueOrDefault(host, []).Select(IPAddress.Parse).ToArray());

    private async Task<EmailReadResult> FetchAsync(
        FileServer server, Email email, Action<AttachmentFetchOptions>? configure = null, EmailLimits? limits = null)
    {
        var options = NewOptions();
        configure?.Invoke(options);
        using var fetcher = NewFetcher(options, limits ?? new EmailLimits(), (_, certificate, _, _) => server.Presents(certificate));
        return await fetcher.FetchAsync(email, hold: _ => { }, Cancellation);
    }

    private async Task<Attachment> FetchOneAsync(FileServer server, Attachment attachment)
    {
        var result = await FetchAsync(server, NewEmail(attachment));
        Assert.Empty(result.Errors);
        return Assert.Single(result.Email!.Attachments);
    }

    private async Task<string?> FaultAsync(FileServer server, string url, Action<AttachmentFetchOptions>? configure = null, EmailLimits? limits = null) =>
        (await FetchAsync(server, NewEmail(At(url)), configure, limits)).Errors.SingleOrDefault()?.Message;

    [Theory]
    [InlineData(5, null)]
    [InlineData(6, "cannot be fetched: it redirects more than 5 times")]
    public async Task Redirects_are_followed_five_times(int redirects, string? fault)
    {
        await using var server = await FileServer.StartAsync(context =>
        {
            var left = int.Parse(context.Request.Path.Value![1..], null);
            if (left == 0)
                return Answer()(context);
            context.Response.Redirect($"/{left - 1}");
            return Task.CompletedTask;
        });

        Assert.Equal(fault, await FaultAsync(server, server.Url($"/{redirects}")));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task File_may_fill_the_room_and_no_more(bool tellsLength)
    {
        var length = 1024 * 1024;
        await using var server = await FileServer.StartAsync(context =>
        {
            context.Response.ContentLength = tellsLength ? length : null;
            return context.Response.Body.WriteAsync(new byte[length], context.RequestAborted).AsTask();
        });
        var limits = new EmailLimits { MaxMessageBytes = length };
        var told = await FaultAsync(server, server.Url("/x"), limits: limits);

        length = int.Parse(told!.Split(' ')[^2], NumberStyles.AllowThousands, CultureInfo.InvariantCulture);
        var whole = await FaultAsync(server, server.Url("/x"), limits: limits);
        length++;
        var larger = await FaultAsync(server, server.Url("/x"), limits: limits);
        length /= 2;
        var smaller = await FaultAsync(server, server.Url("/x"), limits: limits);

        Assert.Equal((null, told, null), (whole, larger, smaller));
    }

    [Fact]
    public async Task Connection_that_breaks_off_is_told()
    {
        var read = new TaskCompletionSource();
        await using var server = await FileServer.StartAsync(async context =>
        {
            await context.Response.Body.WriteAsync(Content, context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            await read.Task.WaitAsync(context.RequestAborted);
            context.Abort();
        });
        using var fetcher = NewFetcher(NewOptions(), new EmailLimits(), (_, certificate, _, _) => server.Presents(certificate));

        var result = await fetcher.FetchAsync(NewEmail(At(server.Url("/x"))), hold: _ => read.TrySetResult(), Cancellation);

        Assert.Equal("cannot be fetched: the connection broke off", Assert.Single(result.Errors).Message);
    }

    [Fact]
    public async Task Files_of_eight_emails_are_fetched_at_once()
    {
        await using var server = await FileServer.StartAsync(context => new TaskCompletionSource().Task.WaitAsync(context.RequestAborted));
        var (time, options) = (ManualTime.At("2026-11-21T10:20:00Z"), NewOptions());
        using var fetcher = new AttachmentFetcher(
            options, new EmailLimits(), time, NullLogger<AttachmentFetcher>.Instance, ResolveAsync, (_, certificate, _, _) => server.Presents(certificate));
        var fetches = Enumerable.Range(0, 8).Select(_ => FetchAsync()).ToList();
        await Eventually.GetAsync(() => Task.FromResult(server.Requests.Count), count => count == 8, Cancellation);

        // The ninth has no turn when its own time is over.
        options.AttachmentTimeout = TimeSpan.FromSeconds(5);
        var ninth = FetchAsync();
        time.Advance(TimeSpan.FromSeconds(5));
        var fault = Assert.Single((await ninth).Errors);
        time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("attachments", fault.Field);
        Assert.Contains("Try again", fault.Message, StringComparison.Ordinal);
        Assert.All(await Task.WhenAll(fetches), result => Assert.Equal("attachments[0].path", Assert.Single(result.Errors).Field));
        Assert.Equal(8, server.Requests.Count);

        Task<EmailReadResult> FetchAsync() => fetcher.FetchAsync(NewEmail(At(server.Url("/x"))), hold: _ => { }, Cancellation);
    }

    [Fact]
    public async Task Files_of_more_emails_are_fetched_one_after_another()
    {
        await using var server = await FileServer.StartAsync(Answer());
        using var fetcher = NewFetcher(NewOptions(), new EmailLimits(), (_, certificate, _, _) => server.Presents(certificate));

        for (var n = 0; n < 9; n++)
            Assert.Empty((await fetcher.FetchAsync(NewEmail(At(server.Url("/x"))), hold: _ => { }, Cancellation)).Errors);
    }

    [Fact]
    public async Task Subdomain_is_asked_if_the_list_has_all_of_its_domain()
    {
        await using var server = await FileServer.StartAsync(Answer());
        _addresses["cdn.files.example"] = ["127.0.0.1"];

        var fault = await FaultAsync(server, server.Url("/x", "cdn.files.example"), options =>
        {
            options.AttachmentHosts.Add("*.files.example");
            options.AllowPrivateAttachmentHosts.Add("*.files.example");
        });

        Assert.Null(fault);
    }

    [Theory]
    [InlineData("files.example.com", true)]
    [InlineData("*.example.com", true)]
    [InlineData("192.0.2.1", true)]
    [InlineData("2001:db8::1", true)]
    [InlineData("https://files.example.com", false)]
    [InlineData("*", false)]
    [InlineData("", false)]
    public void Setting_of_hosts_is_checked(string host, bool isValid)
    {
        var options = new AttachmentFetchOptions { AttachmentHosts = { host }, AllowPrivateAttachmentHosts = { host } };

        Assert.Equal(isValid ? 0 : 2, options.Validate(new(options)).Count());
    }
}
