using System.ComponentModel.DataAnnotations;

namespace EmailDispatch.Intake.Attachments;

/// <summary>How long attachments that are sent as links can be downloaded. Bound from the section <c>Emails</c>.</summary>
public sealed class AttachmentLinkOptions
{
    /// <summary>
    /// Days after which the links of an email expire, counted from its acceptance; more than <c>Dispatch__MaxAge</c>. Default 6, which is the most: a link
    /// ends with the key that signed it (<see cref="Storage.ReadLinks"/>).
    /// </summary>
    [Range(1, 6)]
    public int AttachmentLinkDays { get; set; } = 6;
}
