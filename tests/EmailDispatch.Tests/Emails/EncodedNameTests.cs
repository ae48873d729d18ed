using EmailDispatch.Emails;

namespace EmailDispatch.Tests.Emails;

/// <summary>Display names that a library for MIME has encoded already.</summary>
public sealed class EncodedNameTests
{
    [Theory]
    [InlineData("=?utf-8?q?Doe=2C_Jane?= <jane@example.test>", "Doe, Jane")]
    [InlineData("=?UTF-8?B?SsO8cmdlbg==?= <jane@example.test>", "Jürgen")]
    [InlineData("=?UTF-8?B?SsO8cmdlbg?= <jane@example.test>", "Jürgen")]
    [InlineData("=?utf-8?q?J=C3?= =?utf-8?q?=BCrgen?= <jane@example.test>", "Jürgen")]
    [InlineData("=?iso-8859-1?Q?J=FCrgen?= Doe <jane@example.test>", "Jürgen Doe")]
    [InlineData("=?windows-1252?Q?=80uro?= <jane@example.test>", "€uro")]
    [InlineData("=?utf-8*en?q?Jane?= <jane@example.test>", "Jane")]
    [InlineData("=?utf-8?q?Doe,_Jane?= <jane@example.test>", "Doe, Jane")]
    [InlineData("=?utf-8?q?a?= b =?utf-8?q?c?= <jane@example.test>", "a b c")]
    [InlineData("=?iso-2022-jp?B?GyRCRnxLXBsoQg==?= <jane@example.test>", "日本")]
    [InlineData("\"=?utf-8?q?Jane?=\" <jane@example.test>", "=?utf-8?q?Jane?=")]
    [InlineData("=?x-nobody?q?Jane?= <jane@example.test>", "=?x-nobody?q?Jane?=")]
    [InlineData("=?utf-8?q?=FF?= <jane@example.test>", "=?utf-8?q?=FF?=")]
    [InlineData("=?utf-8?b?!?= <jane@example.test>", "=?utf-8?b?!?=")]
    public void Encoded_name_is_decoded(string address, string name)
    {
        Assert.True(EmailAddressParser.TryParse(address, out var mailbox, out var fault), fault);

        Assert.Equal(("jane@example.test", name), (mailbox.Address, mailbox.Name));
    }

    [Theory]
    [InlineData("=?utf-8?q?a=0D=0ABcc=3A_x?= <jane@example.test>")]
    [InlineData("=?utf-8?b?AA==?= <jane@example.test>")]
    [InlineData("=?utf-8?q?=E2=80=A8?= <jane@example.test>")]
    public void Encoded_name_with_a_line_break_or_a_control_is_refused(string address)
    {
        Assert.False(EmailAddressParser.TryParse(address, out _, out var fault));

        Assert.Contains("U+", fault, StringComparison.Ordinal);
    }
}
