using EmailDispatch.EndToEnd.Samples;

namespace EmailDispatch.EndToEnd.Domains;

/// <summary>DKIM from the API to the server, verified by an implementation of others.</summary>
public sealed class SigningTests(Azurite azurite) : IClassFixture<Azurite>
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_sample_arrives_with_valid_signatures()
    {
        await using var signed = await SignedDomain.StartAsync(azurite.ConnectionString);
        await signed.PublishAsync(await signed.CallAsync(HttpMethod.Post, "domains", """{"name":"samples.test","dkim_algorithms":["rsa","ed25519"]}"""));
        await signed.PublishAsync(await signed.CallAsync(HttpMethod.Post, "domains", """{"name":"bücher.test","dkim_algorithms":["rsa","ed25519"]}"""));
        foreach (var sample in Sample.Names)
            await signed.SendAsync("Sender <sender@samples.test>", Sample.Load(sample));
        await signed.SendAsync("Jürgen <juergen@bücher.test>");

        var messages = await signed.ReceivedAsync(Sample.Names.Count + 1);
        var signatures = await signed.VerifyAsync(messages);

        Assert.All(signatures, of => Assert.Equal(["ed25519-sha256", "rsa-sha256"], of.Select(signature => signature.Algorithm)));
        Assert.All(signatures.SelectMany(of => of), signature => Assert.Equal(("pass", null), (signature.Result, signature.Comment)));
        Assert.Single(signatures, of => of[0].Domain == "xn--bcher-kva.test");
    }

    [Fact]
    public async Task Email_is_signed_only_for_its_tenant_and_while_the_record_is_there()
    {
        await using var signed = await SignedDomain.StartAsync(azurite.ConnectionString);
        var domain = await signed.CallAsync(HttpMethod.Post, "domains", """{"name":"ours.test","dkim_algorithms":["rsa"]}""");
        var theirs = await signed.CallAsync(HttpMethod.Post, "domains", """{"name":"ours.test","dkim_algorithms":["rsa"]}""", SignedDomain.Stranger);

        await signed.SendAsync("before@ours.test");
        await signed.ReceivedAsync(1);
        await signed.PublishAsync(domain);
        await signed.SendAsync("signed@ours.test");
        await signed.ReceivedAsync(2);
        await signed.VerifyAsync(theirs, SignedDomain.Stranger);
        await signed.SendAsync("stranger@ours.test", key: SignedDomain.Stranger);
        await signed.SendAsync("sub@sub.ours.test");
        await signed.ReceivedAsync(4);
        signed.Dns.Replace(signed.Dns.Records.Select(record => record with { Text = theirs.GetProperty("records").EnumerateArray().First(r => r.GetProperty("record").GetString() == "DKIM").GetProperty("value").GetString()! }));
        await signed.VerifyUntilAsync(domain, states => states.Single() == "missing");
        await signed.SendAsync("after@ours.test");

        var signatures = await signed.VerifyAsync(await signed.ReceivedAsync(5));

        Assert.NotEqual(SignedDomain.SelectorsOf(domain), SignedDomain.SelectorsOf(theirs));
        Assert.Equal([0, 1, 0, 0, 0], signatures.Select(of => of.Count));
        AssertSecret(signed);
    }

    [Fact]
    public async Task Every_email_is_valid_while_the_keys_are_rotated_twice()
    {
        var count = TestSize.Of("DKIM_EMAILS", 60);
        await using var signed = await SignedDomain.StartAsync(azurite.ConnectionString);
        var domain = await signed.PublishAsync(await signed.CallAsync(HttpMethod.Post, "domains", """{"name":"rotated.test","dkim_algorithms":["rsa"]}"""));
        var path = $"domains/{domain.GetProperty("id").GetString()}/dkim/rotate";
        var rotations = 0;

        // Each third is under way while the keys of the next one are made and published.
        for (var third = 0; third < 3; third++)
        {
            var (from, to) = (count * third / 3, count * (third + 1) / 3);
            var sending = Parallel.ForAsync(from, to, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancellation }, async (_, _) => await signed.SendAsync("a@rotated.test"));
            if (third < 2)
            {
                var rotated = await signed.CallAsync(HttpMethod.Post, path);
                var again = await signed.CallAsync(HttpMethod.Post, path);
                Assert.Equal(SignedDomain.SelectorsOf(rotated), SignedDomain.SelectorsOf(again));
                domain = await signed.PublishAsync(rotated);
                rotations++;
            }

            await sending;
        }

        var signatures = (await signed.VerifyAsync(await signed.ReceivedAsync(count))).Select(of => Assert.Single(of)).ToList();

        Assert.Equal(2, rotations);
        Assert.Equal(count, signatures.Count);
        Assert.All(signatures, signature => Assert.Equal("pass", signature.Result));
        Assert.Subset(SignedDomain.SelectorsOf(domain).ToHashSet(), signatures.Select(signature => signature.Selector).ToHashSet());
        Assert.Equal(SignedDomain.SelectorsOf(domain).Last(), signatures[^1].Selector);
        Assert.Equal(["replaced", "replaced", "signing"], SignedDomain.StatesOf(domain));
    }

    [Fact]
    public async Task Signing_is_turned_on_and_off_and_its_private_keys_go_with_it()
    {
        await using var signed = await SignedDomain.StartAsync(azurite.ConnectionString);
        var domain = await signed.CallAsync(HttpMethod.Post, "domains", """{"name":"switched.test"}""");
        var path = $"domains/{domain.GetProperty("id").GetString()}";

        var on = await signed.CallAsync(HttpMethod.Patch, path, """{"dkim_algorithms":["rsa","ed25519"]}""");
        var (keysOn, same) = (signed.Keys.GetFiles().Length, await signed.CallAsync(HttpMethod.Patch, path, """{"dkim_algorithms":["ed25519","rsa"],"custom_return_path":"x"}"""));
        var one = await signed.CallAsync(HttpMethod.Patch, path, """{"dkim_algorithms":["rsa"]}""");
        var keysOne = signed.Keys.GetFiles().Length;
        var off = await signed.CallAsync(HttpMethod.Patch, path, """{"dkim_algorithms":[]}""");
        var keysOff = signed.Keys.GetFiles().Length;
        await signed.CallAsync(HttpMethod.Patch, path, """{"dkim_algorithms":["rsa"]}""");
        await signed.CallAsync(HttpMethod.Delete, path);

        Assert.Equal((0, 2, 2, 1, 0), (SignedDomain.SelectorsOf(domain).Count(), SignedDomain.SelectorsOf(on).Count(), keysOn, keysOne, keysOff));
        Assert.Equal(SignedDomain.SelectorsOf(on), SignedDomain.SelectorsOf(same));
        Assert.Equal(SignedDomain.SelectorsOf(on).Take(1), SignedDomain.SelectorsOf(one));
        Assert.Empty(SignedDomain.SelectorsOf(off));
        Assert.Empty(signed.Keys.GetFiles());
        AssertSecret(signed);
    }

    private static void AssertSecret(SignedDomain signed)
    {
        if (!OperatingSystem.IsWindows())
            Assert.All(signed.Keys.GetFiles(), file => Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, file.UnixFileMode));
        Assert.All(signed.Keys.GetFiles(), file => Assert.DoesNotContain(File.ReadAllLines(file.FullName)[1], $"{signed.Answers}{signed.Host.Output}", StringComparison.Ordinal));
        Assert.DoesNotContain("PRIVATE KEY", $"{signed.Answers}{signed.Host.Output}", StringComparison.Ordinal);
    }
}
