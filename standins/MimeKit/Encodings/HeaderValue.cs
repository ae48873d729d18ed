using System.Text;

namespace MimeKit.Encodings;

/// <summary>Writes the value of a header field as the grammar of that field allows it to be folded and encoded.</summary>
internal static class HeaderValue
{
    public static string Format(HeaderId id, string field, string value, Encoding charset, FormatOptions options) => id switch
    {
        HeaderId.Bcc or HeaderId.Cc or HeaderId.From or HeaderId.ReplyTo or HeaderId.Sender or HeaderId.To
            or HeaderId.DispositionNotificationTo or HeaderId.ResentBcc or HeaderId.ResentCc or HeaderId.ResentFrom
            or HeaderId.ResentReplyTo or HeaderId.ResentSender or HeaderId.ResentTo
            => Addresses(field, value, charset, options),
        HeaderId.ContentId or HeaderId.InReplyTo or HeaderId.MessageId or HeaderId.OriginalMessageId or HeaderId.ResentMessageId
            => " " + value + options.NewLine,
        HeaderId.References
            => References(field, value, options),
        HeaderId.ContentType
            => ContentType.Parse(value).Encode(options, charset),
        HeaderId.ContentDisposition
            => ContentDisposition.Parse(value).Encode(options, charset),
        HeaderId.ListArchive or HeaderId.ListHelp or HeaderId.ListOwner or HeaderId.ListPost or HeaderId.ListSubscribe
            or HeaderId.ListUnsubscribe
            => MailingListCommands.Format(field, value, charset, options),
        _ => Unstructured(field, value, charset, options),
    };

    private static string Addresses(string field, string value, Encoding charset, FormatOptions options)
        => AddressListReader.TryRead(value, out var addresses)
            ? Addresses(field, addresses, options)
            : Unstructured(field, value, charset, options);

    public static string Addresses(string field, InternetAddressList addresses, FormatOptions options)
    {
        var line = FoldingWriter.For(field, options).Append(' ');
        addresses.Encode(line);
        return line.ToString() + options.NewLine;
    }

    private static string References(string field, string value, FormatOptions options)
    {
        var line = FoldingWriter.For(field, options);
        var first = true;
        foreach (var id in Utils.MimeUtils.EnumerateReferences(value))
        {
            if (!first && !line.Fits(id.Length + 3)) line.Break("\t");
            else line.Append(' ');
            line.Append('<').Append(id).Append('>');
            first = false;
        }

        return line.ToString() + options.NewLine;
    }

    private static string Unstructured(string field, string value, Encoding charset, FormatOptions options)
        => options.International
            ? UnstructuredFolder.FoldInternational(options, field, value)
            : UnstructuredFolder.Fold(options, field, HeaderText.EncodeText(options, charset, value));
}
