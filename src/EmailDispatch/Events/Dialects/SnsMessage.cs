using System.Text.Json;
using System.Text.RegularExpressions;

namespace EmailDispatch.Events.Dialects;

/// <summary>
/// A message of Amazon SNS. The topic identifies the sender, because anyone can create a topic, and SNS signs its messages too. See
/// https://docs.aws.amazon.com/sns/latest/dg/sns-verify-signature-of-message.html.
/// </summary>
internal sealed partial record SnsMessage(string Type, string MessageId, string TopicArn, string Message, string Timestamp)
{
    public const string Notification = "Notification";
    public const string Confirmation = "SubscriptionConfirmation";
    private const string Farewell = "UnsubscribeConfirmation";

    public string? Subject { get; private init; }

    public string? SubscribeUrl { get; private init; }

    public string? Token { get; private init; }

    public required string SignatureVersion { get; init; }

    public required string Signature { get; init; }

    public required string CertificateUrl { get; init; }

    /// <summary>Whether every URL that this message would make us request belongs to SNS.</summary>
    public bool HasAddressesOfSns => FindOwn(TopicArn, CertificateUrl) is { Query: "", Fragment: "" } certificate && CertificatePath().IsMatch(certificate.AbsolutePath)
        && (SubscribeUrl is null || FindOwn(TopicArn, SubscribeUrl) is { AbsolutePath: "/" });

    /// <summary>The signed text: names and values in alphabetical order, each on its own line.</summary>
    public string SignedText => string.Concat(
        SignedFields().Where(signed => signed.Value is not null).Select(signed => $"{signed.Name}\n{signed.Value}\n"));

    /// <summary>Parses a message; null if the body is not one.</summary>
    public static SnsMessage? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            var json = EventJson.Parse(body);
            var type = Required("Type");
            var isAboutSubscription = type is Confirmation or Farewell;
            return type != Notification && !isAboutSubscription
                ? null
                : new SnsMessage(type, Required("MessageId"), Required("TopicArn"), Required("Message"), Required("Timestamp"))
                {
                    Subject = Optional("Subject"),
                    SubscribeUrl = isAboutSubscription ? Required("SubscribeURL") : null,
                    Token = isAboutSubscription ? Required("Token") : null,
                    SignatureVersion = Required("SignatureVersion"),
                    Signature = Required("Signature"),
                    CertificateUrl = Required("SigningCertURL"),
                };

            string Required(string name) => Optional(name) ?? throw new JsonException($"{name} is missing.");

            string? Optional(string name) => json.WholeText(name);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Returns the URL if it belongs to SNS in the topic's region; otherwise null.</summary>
    private static Uri? FindOwn(string topicArn, string address) =>
        topicArn.Split(':') is ["arn", var partition, "sns", var region, _, _] && Region().IsMatch(region)
        && Uri.TryCreate(address, UriKind.Absolute, out var uri) && uri.Scheme == Uri.UriSchemeHttps && uri.IsDefaultPort && uri.UserInfo.Length == 0
        && uri.Host.Equals($"sns.{region}.amazonaws.com{(partition == "aws-cn" ? ".cn" : "")}", StringComparison.OrdinalIgnoreCase)
            ? uri
            : null;

    private IEnumerable<(string Name, string? Value)> SignedFields() => Type == Notification
        ? [("Message", Message), ("MessageId", MessageId), ("Subject", Subject), ("Timestamp", Timestamp), ("TopicArn", TopicArn), ("Type", Type)]
        : [("Message", Message), ("MessageId", MessageId), ("SubscribeURL", SubscribeUrl), ("Timestamp", Timestamp), ("Token", Token), ("TopicArn", TopicArn), ("Type", Type)];

    // An API call on the same host may return text that a stranger chose, and with it a certificate.
    [GeneratedRegex(@"^/SimpleNotificationService-[A-Za-z0-9]{1,100}\.pem\z")]
    private static partial Regex CertificatePath();

    [GeneratedRegex(@"^[a-z]{2}(-[a-z]{1,12}){1,3}-[0-9]\z")]
    private static partial Regex Region();
}
