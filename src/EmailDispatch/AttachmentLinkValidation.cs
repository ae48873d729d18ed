using EmailDispatch.Dispatch;
using EmailDispatch.Intake.Attachments;
using EmailDispatch.Senders;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace EmailDispatch;

/// <summary>Checks what links to attachments need of the settings of other rooms. Those settings tell their own faults.</summary>
internal sealed class AttachmentLinkValidation(IServiceProvider services, IConfiguration configuration) : IValidateOptions<AttachmentLinkOptions>
{
    public ValidateOptionsResult Validate(string? name, AttachmentLinkOptions options)
    {
        TimeSpan maxAge;
        try
        {
            if (!services.GetRequiredService<SenderRules>().AnyLinksAttachments)
                return ValidateOptionsResult.Success;
            maxAge = services.GetRequiredService<IOptions<DispatchOptions>>().Value.MaxAge;
        }
        catch (OptionsValidationException)
        {
            return ValidateOptionsResult.Success;
        }

        var faults = new List<string>();
        if (TimeSpan.FromDays(options.AttachmentLinkDays) <= maxAge)
            faults.Add($"Emails__{nameof(AttachmentLinkOptions.AttachmentLinkDays)}: must be longer than Dispatch__{nameof(DispatchOptions.MaxAge)}, because an email is retried that long.");
        if (!EmailDispatchServices.CanSignLinks(configuration))
            faults.Add($"{EmailDispatchServices.StorageSetting}: must have an AccountKey to sign the links of {SenderRules.Section}__N__{nameof(SenderOptions.LinkAttachmentsAbove)}.");
        return faults.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(faults);
    }
}
