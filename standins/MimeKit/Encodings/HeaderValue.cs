using System.Text;
using MimeKit.Utils;

namespace MimeKit.Encodings;

/// <summary>Writes the value of a header field, with the blank before it and the line break after it.</summary>
internal static class HeaderValue
{
    public static byte[] Raw(HeaderId id, string field, string value, Encoding charset, FormatOptions options)
    {
        var grammar = GrammarOf(id);
        var text = Format(grammar, field, value, charset, options);
        var encoding = grammar switch
        {
            FieldGrammar.ContentType or FieldGrammar.ContentDisposition => Encoding.UTF8,
            FieldGrammar.Unstructured or FieldGrammar.Addresses => options.International ? Encoding.UTF8 : Encoding.ASCII,
            _ => charset,
        };
        return encoding.GetBytes(text);
    }

    /// <summary>The value as an internationalised message has it; null where that makes no difference.</summary>
    public static string? International(HeaderId id, string field, string value, FormatOptions options) => GrammarOf(id) switch
    {
        FieldGrammar.MessageId or FieldGrammar.MessageIds or FieldGrammar.Parameters => null,
        FieldGrammar.Addresses => AddressListReader.TryRead(value, out var addresses) ? Addresses(field, addresses, options) : null,
        var grammar => Format(grammar, field, value, Encoding.UTF8, options),
    };

    public static string Addresses(string field, InternetAddressList addresses, FormatOptions options)
    {
        var line = FoldingWriter.For(field, options).Append(' ');
        addresses.Encode(line);
        return line.ToString() + options.NewLine;
    }

    private static FieldGrammar GrammarOf(HeaderId id) => id switch
    {
        HeaderId.Bcc or HeaderId.Cc or HeaderId.From or HeaderId.ReplyTo or HeaderId.Sender or HeaderId.To
            or HeaderId.DispositionNotificationTo or HeaderId.ResentBcc or HeaderId.ResentCc or HeaderId.ResentFrom
            or HeaderId.ResentReplyTo or HeaderId.ResentSender or HeaderId.ResentTo => FieldGrammar.Addresses,
        HeaderId.ContentId or HeaderId.InReplyTo or HeaderId.MessageId or HeaderId.OriginalMessageId
            or HeaderId.ResentMessageId => FieldGrammar.MessageId,
        HeaderId.References => FieldGrammar.MessageIds,
        HeaderId.ContentType => FieldGrammar.ContentType,
        HeaderId.ContentDisposition => FieldGrammar.ContentDisposition,
        HeaderId.DispositionNotificationOptions => FieldGrammar.Parameters,
        HeaderId.ListArchive or HeaderId.ListHelp or HeaderId.ListOwner or HeaderId.ListPost or HeaderId.ListSubscribe
            or HeaderId.ListUnsubscribe => FieldGrammar.MailingListCommands,
        _ => FieldGrammar.Unstructured,
    };

    private static string Format(FieldGrammar grammar, string field, string value, Encoding charset, FormatOptions options) => grammar switch
    {
        FieldGrammar.Addresses when AddressListReader.TryRead(value, out var addresses) => Addresses(field, addresses, options),
        FieldGrammar.MessageId => $" {value}{options.NewLine}",
        FieldGrammar.MessageIds => Tokens(field, MimeUtils.EnumerateReferences(value).Select(id => $"<{id}>"), options),
        FieldGrammar.ContentType => ContentType.Parse(value).Encode(options, charset),
        FieldGrammar.ContentDisposition => ContentDisposition.Parse(value).Encode(options, charset),
        FieldGrammar.Parameters => Tokens(field, SplitParameters(value), options),
        FieldGrammar.MailingListCommands => MailingListCommands.Format(field, value, charset, options),
        _ when options.International => UnstructuredFolder.FoldInternational(options, field, value),
        _ => UnstructuredFolder.Fold(options, field, HeaderText.EncodeText(options, charset, value)),
    };

    private static string Tokens(string field, IEnumerable<string> tokens, FormatOptions options)
    {
        var line = FoldingWriter.For(field, options);
        foreach (var token in tokens)
        {
            if (line.Position > 0 && !line.Fits(token.Length + 1)) line.Break("\t");
            else line.Append(' ');
            line.Append(token);
        }

        return line.ToString() + options.NewLine;
    }

    // A parameter ends at the semicolon after its equals sign, and has no blanks.
    private static IEnumerable<string> SplitParameters(string value)
    {
        var text = string.Concat(value.Where(c => !Characters.IsWhiteSpace(c)));
        for (var start = 0; start < text.Length;)
        {
            var equals = text.IndexOf('=', start);
            var semicolon = equals < 0 ? -1 : text.IndexOf(';', equals);
            var end = semicolon < 0 ? text.Length : semicolon + 1;
            yield return text[start..end];
            start = end;
        }
    }
}
