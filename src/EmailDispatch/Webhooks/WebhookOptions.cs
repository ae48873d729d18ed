using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Webhooks;

/// <summary>How events are posted to webhooks. Bound from the section <c>Webhooks</c>.</summary>
public sealed class WebhookOptions
{
    /// <summary>
    /// Name of the secret that all signing secrets derive from: at least 32 random characters. Default <c>webhook-signing-key</c>. A new value changes the
    /// secret of every endpoint at once.
    /// </summary>
    [Required(AllowEmptyStrings = false, ErrorMessage = "is empty; it needs the name of a secret.")]
    public string SigningKeySecret { get; set; } = "webhook-signing-key";

    /// <summary>Whether endpoints may use plain HTTP and addresses that are not public; for development only. Default false.</summary>
    public bool AllowPrivateAddresses { get; set; }
}
