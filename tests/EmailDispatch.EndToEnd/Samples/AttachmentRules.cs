namespace EmailDispatch.EndToEnd.Samples;

/// <summary>Every attachment byte for byte in the requested order, with inline ones separate from the rest.</summary>
public static class AttachmentRules
{
    public static IEnumerable<string> Differences(ExpectedEmail expected, ReceivedEmail received) =>
    [
        .. InOrder("inline", [.. expected.Inline], [.. received.Attachments.Where(attachment => IsShown(attachment, expected))]),
        .. InOrder("attachment", [.. expected.Attached], [.. received.Attachments.Where(attachment => !IsShown(attachment, expected))]),
    ];

    private static bool IsShown(ReceivedAttachment attachment, ExpectedEmail expected) =>
        attachment.ContentId is { } id && !expected.Attached.Any(attached => id == $"<{attached.ContentId}>");

    private static IEnumerable<string> InOrder(string disposition, List<ExpectedAttachment> expected, List<ReceivedAttachment> received)
    {
        if (expected.Count != received.Count)
            yield return $"attachments: {received.Count} with disposition {disposition}, expected {expected.Count}";

        foreach (var (wanted, found) in expected.Zip(received))
        {
            if (found.FileName != wanted.FileName)
                yield return $"attachments: file name is {found.FileName}; expected {wanted.FileName}";
            if (wanted.ContentType is not null && found.ContentType != wanted.ContentType.Split(';')[0])
                yield return $"attachments: {wanted.FileName} has the type {found.ContentType}; expected {wanted.ContentType}";
            if (found.Disposition != disposition)
                yield return $"attachments: {wanted.FileName} has the disposition {found.Disposition}; expected {disposition}";
            if (wanted.ContentId is not null && found.ContentId != $"<{wanted.ContentId}>")
                yield return $"attachments: {wanted.FileName} has the content id {found.ContentId}; expected <{wanted.ContentId}>";
            if (found.Size != wanted.Size)
                yield return $"attachments: {wanted.FileName} has {found.Size} bytes; expected {wanted.Size}";
            else if (found.Sha256 != wanted.Sha256)
                yield return $"attachments: {wanted.FileName} has other bytes";
        }
    }
}
