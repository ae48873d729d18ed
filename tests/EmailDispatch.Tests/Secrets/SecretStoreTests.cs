using EmailDispatch.Secrets;

namespace EmailDispatch.Tests.Secrets;

/// <summary>Private keys in a Key Vault and in a folder: both keep the same promises.</summary>
public sealed class SecretStoreTests : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keys-");
    private VaultServer _vault = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _vault = await VaultServer.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _vault.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Key_is_kept_read_and_deleted(bool isVault)
    {
        var store = Store(isVault);

        await store.WriteAsync("dkim-a-1", "first\nkey", Cancellation);
        await store.WriteAsync("dkim-a-2", "second", Cancellation);
        var first = await store.ReadAsync("dkim-a-1", Cancellation);
        await store.DeleteAsync("dkim-a-1", Cancellation);
        await store.DeleteAsync("dkim-a-1", Cancellation);

        Assert.Equal(("first\nkey", "second"), (first, await store.ReadAsync("dkim-a-2", Cancellation)));
        await Assert.ThrowsAsync<CredentialException>(() => store.ReadAsync("dkim-a-1", Cancellation));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Store_that_is_away_names_the_key_and_does_not_quote_it(bool isVault)
    {
        _vault.IsDown = true;
        var file = Path.Combine(_folder.FullName, "in-the-way");
        await File.WriteAllTextAsync(file, "", Cancellation);
        var store = isVault ? Store(isVault) : new FolderSecretStore(file);

        var faults = new List<CredentialException>();
        foreach (var act in (Func<Task>[])[() => store.ReadAsync("dkim-a-1", Cancellation), () => store.WriteAsync("dkim-a-1", "the-key", Cancellation)])
            faults.Add(await Assert.ThrowsAsync<CredentialException>(act));

        Assert.All(faults, fault => Assert.Contains("dkim-a-1", fault.Message, StringComparison.Ordinal));
        Assert.All(faults, fault => Assert.DoesNotContain("the-key", fault.ToString(), StringComparison.Ordinal));
    }

    [Fact]
    public async Task Deletion_that_the_vault_does_not_answer_is_told()
    {
        _vault.IsDown = true;

        await Assert.ThrowsAsync<CredentialException>(() => Store(isVault: true).DeleteAsync("dkim-a-1", Cancellation));
    }

    [Fact]
    public async Task Folder_that_is_not_there_yet_has_nothing_to_delete() =>
        await new FolderSecretStore(Path.Combine(_folder.FullName, "later")).DeleteAsync("dkim-a-1", Cancellation);

    [Fact]
    public async Task File_is_its_owners_alone_and_not_written_over()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such file modes.");
        var store = Store(isVault: false);

        await store.WriteAsync("dkim-a-1", "first", Cancellation);

        await Assert.ThrowsAsync<CredentialException>(() => store.WriteAsync("dkim-a-1", "second", Cancellation));
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, new FileInfo(Path.Combine(_folder.FullName, "dkim-a-1.pem")).UnixFileMode);
        Assert.Equal("first", await store.ReadAsync("dkim-a-1", Cancellation));
    }

    private ISecretStore Store(bool isVault) => isVault ? new KeyVaultSecretStore(_vault.NewClient()) : new FolderSecretStore(_folder.FullName);
}
