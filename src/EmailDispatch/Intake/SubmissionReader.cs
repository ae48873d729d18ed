using EmailDispatch.Emails;
using Microsoft.Extensions.Options;

namespace EmailDispatch.Intake;

/// <summary>Reads a submission and judges whether this submitter may send it. Nothing is stored by it.</summary>
public sealed class SubmissionReader(ProviderEligibility eligibility, IOptions<EmailLimits> limits, TimeProvider time)
{
    /// <summary>The email, or why it is refused.</summary>
    public EmailReadResult Read(Submitter submitter, ReadOnlyMemory<byte> json)
    {
        var read = EmailReader.Read(json, limits.Value, time.GetUtcNow());
        if (read.Email is not { } email)
            return read;

        if (!submitter.MaySendFrom(email.From.Domain))
            return EmailReadResult.Of(EmailFault.FromNotAllowed, new FieldError("from", $"is of the domain {email.From.Domain}, which this API key may not send from"));

        return eligibility.FindRefusal(submitter.Tenant, email) ?? read;
    }
}
