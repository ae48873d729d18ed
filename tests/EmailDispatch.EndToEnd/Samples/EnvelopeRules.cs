namespace EmailDispatch.EndToEnd.Samples;

/// <summary>The reverse-path is the from address, and each address of to, cc and bcc is a recipient once.</summary>
public static class EnvelopeRules
{
    public static IEnumerable<string> Differences(ExpectedEmail expected, ReceivedEnvelope envelope)
    {
        if (Mailbox.Normalise(envelope.Sender) != expected.From.Address)
            yield return $"envelope: sender is {envelope.Sender}, not {expected.From.Address}";

        var recipients = envelope.Recipients.Select(Mailbox.Normalise).ToList();
        var wanted = expected.To.Concat(expected.Cc).Concat(expected.Bcc).Select(mailbox => mailbox.Address).ToHashSet();
        foreach (var missing in wanted.Except(recipients))
            yield return $"envelope: recipient {missing} is missing";
        foreach (var added in recipients.Except(wanted))
            yield return $"envelope: recipient {added} was not asked for";
        foreach (var repeated in recipients.CountBy(recipient => recipient).Where(group => group.Value > 1))
            yield return $"envelope: recipient {repeated.Key} came {repeated.Value} times";

        foreach (var command in envelope.Commands.Where(command => !envelope.SmtpUtf8 && command.Any(character => character > '\x7f')))
            yield return $"envelope: not ASCII without SMTPUTF8 (RFC 6531 section 3.4): {command}";
    }
}
