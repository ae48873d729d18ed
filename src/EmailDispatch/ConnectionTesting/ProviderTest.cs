using System.Globalization;
using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Providers;
using EmailDispatch.Providers.Credentials;
using EmailDispatch.Providers.State;
using EmailDispatch.Replies;
using EmailDispatch.Secrets;
using EmailDispatch.Smtp;
using EmailDispatch.Suppressions;
using Microsoft.Extensions.Logging;
using MimeKit;

namespace EmailDispatch.ConnectionTesting;

/// <summary>
/// Tests the connection to a provider and explains what is wrong. A passed test of a configured provider ends its pause; a failed one does not
/// pause it. A test message is an email like others: it is signed, it counts in the quotas, and it is not sent to suppressed recipients.
/// </summary>
public sealed partial class ProviderTest(
    ProviderCatalogue catalogue, ProviderCredentials credentials, ConnectionTest test, TestAddresses addresses, FailureClassifier classifier,
    ProviderHealth health, ProviderQuotas quotas, SuppressionList suppressions, MessageSigner signer, ProviderStateTable states, TimeProvider time, ILogger<ProviderTest> logger)
{
    /// <summary>Runs a test. Providers of other tenants are treated as unknown.</summary>
    public async Task<ProviderTestResult> RunAsync(string tenant, ProviderTestRequest request, CancellationToken cancellationToken)
    {
        if (request.To is { } to && addresses.Contains(to.Address))
            return new ProviderTestResult(null, [new FieldError("to", "must not be a test address, which no provider is ever offered: this test sends")]);

        var errors = new List<FieldError>();
        var own = catalogue.All.Where(p => p.Tenants.Count == 0 || p.Tenants.Contains(tenant)).ToList();
        var provider = request.Host is null ? own.Find(p => p.Name == request.Provider) : TestTargets.Find(request, own, errors);
        if (provider is null)
            return new ProviderTestResult(null, errors);

        var from = (request.From ?? OwnSender(provider)) is { } author ? MessageComposer.SenderOf(author, provider) : null;
        var permit = default(PermitResult);
        if (request.To is { } recipient)
        {
            if (from is null)
                return Refused("from", "is needed to send a message: the provider names no sender of its own");
            if ((await suppressions.FindAsync(tenant, [recipient.Address], cancellationToken)).Count > 0)
                return Refused("to", "is on the do-not-send list; remove it there, or use another address");
            if (request.Host is null)
                permit = await quotas.TryTakeAsync(provider.Name, ProviderLimits.Of(provider, time.GetUtcNow()), cancellationToken);
            if (permit.FreesAt is { } freesAt)
                return Refused("to", string.Create(CultureInfo.InvariantCulture, $"gets no message now: {provider.Name} has used up its limit per {permit.UsedUp?.ToString().ToLowerInvariant()} until {freesAt:yyyy-MM-dd HH:mm:ss} UTC; without to the connection alone is tested"));
        }

        var result = await RunAsync(tenant, provider, request, from, permit, cancellationToken);
        var report = Explain(result, from, request.To);
        return new ProviderTestResult(request.Host is null ? await RecordAsync(provider, report, result.CertificateExpiresAt, request.To is not null, cancellationToken) : report, []);
    }

    /// <summary>Tests a provider that is not stored yet, up to MAIL FROM. Nothing is recorded.</summary>
    /// <param name="provider">The provider.</param>
    /// <param name="secret">Its secret; null to use the stored one.</param>
    /// <param name="cancellationToken">Cancels the test.</param>
    public async Task<ProviderTestReport> RunUnsavedAsync(ProviderOptions provider, ProviderSecret? secret, CancellationToken cancellationToken)
    {
        var from = OwnSender(provider);
        var result = await test.RunAsync(
            provider, async cancellation => secret is null ? await credentials.GetAsync(provider, cancellation) : await credentials.OpenAsync(provider, secret, cancellation), from, to: null,
            (_, _) => ValueTask.CompletedTask, cancellationToken);
        return Explain(result, from, to: null);
    }

    /// <summary>Ends the pause of a provider that was saved after a passed test.</summary>
    public Task ResumeAsync(string provider, CancellationToken cancellationToken) => health.ResumeAsync(provider, isProof: false, cancellationToken);

    private async Task<ProviderTestReport> RecordAsync(
        ProviderOptions provider, ProviderTestReport report, DateTimeOffset? certificateExpiresAt, bool withMessage, CancellationToken cancellationToken)
    {
        try
        {
            var test = new LastTest(time.GetUtcNow(), report.Succeeded, report.FailedStage?.ToName(), report.Message) { CertificateExpiresAt = certificateExpiresAt, Hint = report.Hint?.ToString() };
            var row = new SharedRow(states, provider.Name, LastTest.Key);
            await row.TryChangeAsync(_ => test.Write(row.NewEntity()), cancellationToken);
        }
        catch (ProviderStateUnavailableException fault)
        {
            Log.NotRecorded(logger, fault, provider.Name);
        }

        return report.Succeeded ? report with { HasResumed = await health.ResumeAsync(provider.Name, withMessage, cancellationToken) } : report;
    }

    private static ProviderTestResult Refused(string field, string message) => new(null, [new FieldError(field, message)]);

    /// <summary>Runs the test. The permit is returned if no message was offered.</summary>
    private async Task<ConnectionTestResult> RunAsync(
        string tenant, ProviderOptions provider, ProviderTestRequest request, EmailAddress? from, PermitResult permit, CancellationToken cancellationToken)
    {
        var isUsed = false;
        try
        {
            if (permit.Wait > TimeSpan.Zero)
                await Task.Delay(permit.Wait, time, cancellationToken);
            var result = await RunAsync(provider, request, from, Sign, cancellationToken);
            isUsed = result.Stages.Any(stage => stage.Stage == ConnectionStage.Send && stage.Status != ConnectionStageStatus.Skipped);
            return result;
        }
        finally
        {
            if (!isUsed)
                quotas.Return(provider.Name, permit);
        }

        ValueTask Sign(MimeMessage message, CancellationToken cancellation) => signer.SignAsync(message, tenant, provider, cancellation);
    }

    private async Task<ConnectionTestResult> RunAsync(
        ProviderOptions provider, ProviderTestRequest request, EmailAddress? from, Func<MimeMessage, CancellationToken, ValueTask> sign, CancellationToken cancellationToken)
    {
        if (request.Host is not null)
        {
            var given = request is { Username: { } name, Password: { } password }
                ? new ProviderCredential(name, password, request.Auth == ProviderAuth.OAuth2, new ProviderSecret(name, password, null))
                : null;
            return await test.RunAsync(provider, _ => ValueTask.FromResult(given), from, request.To, sign, cancellationToken);
        }

        ProviderCredential? used = null;
        var result = await test.RunAsync(
            provider, async cancellation => used = await credentials.GetAsync(provider, cancellation), from, request.To, sign, cancellationToken);
        if (result.Failure is not { IsLoginRefused: true } || used is null)
            return result;

        // The secret may have changed since it was read.
        try
        {
            var renewed = await credentials.RefreshAsync(provider, used, cancellationToken);
            return renewed == used
                ? result
                : await test.RunAsync(provider, _ => ValueTask.FromResult<ProviderCredential?>(renewed), from, request.To, sign, cancellationToken);
        }
        catch (CredentialException)
        {
            return result;
        }
    }

    private ProviderTestReport Explain(ConnectionTestResult result, EmailAddress? from, EmailAddress? to)
    {
        if (result.Failure is not { } failure)
            return new ProviderTestReport(true, "SMTP connection successful", result.Stages, null) { Id = result.Id, Sender = from };

        var classification = classifier.Classify(new Failure(failure.Phase, failure.Reply)
        {
            OneRecipient = failure.Phase >= SmtpPhase.RcptTo,
            Sender = from?.Address,
            Recipient = to?.Address,
        });
        return new ProviderTestReport(false, failure.Reply.ToString(), result.Stages, classification.Hint)
        {
            Id = result.Id,
            Sender = from,
            Category = classification.Category,
            Phase = failure.Phase,
            IsUnanswered = failure is { Phase: SmtpPhase.FinalDot, Reply.Code: 0 },
        };
    }

    /// <summary>The sender of a test without <c>from</c>; null if there is none, or if it is the user name, which is not shown.</summary>
    public static string? ShownSender(ProviderOptions provider) =>
        OwnSender(provider) is { Address: var address } && address != provider.Username ? address : null;

    // Secrets are never used as a sender, and neither are wildcards.
    private static EmailAddress? OwnSender(ProviderOptions provider)
    {
        var domain = provider.FromDomains.FirstOrDefault(d => !d.StartsWith('*'));
        string[] candidates = [provider.DefaultFromAddress, provider.UsernameIsSecret ? "" : provider.Username, domain is null ? "" : $"postmaster@{domain}"];
        return candidates.Select(candidate => EmailAddressParser.TryParse(candidate, out var address, out _) ? address : null).FirstOrDefault(address => address is not null);
    }

    private static partial class Log
    {
        [LoggerMessage(2702, LogLevel.Warning, "The result of the test of {Provider} could not be stored")]
        public static partial void NotRecorded(ILogger logger, Exception fault, string provider);
    }
}

/// <summary>The result of a test request.</summary>
/// <param name="Report">The test's report; null if no test ran.</param>
/// <param name="Errors">Why no test ran; empty if the provider is unknown.</param>
public sealed record ProviderTestResult(ProviderTestReport? Report, IReadOnlyList<FieldError> Errors);
