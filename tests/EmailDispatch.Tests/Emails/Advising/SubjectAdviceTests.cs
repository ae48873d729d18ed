using EmailDispatch.Emails.Advising;

namespace EmailDispatch.Tests.Emails.Advising;

public sealed class SubjectAdviceTests
{
    [Theory]
    [InlineData("BUY OUR NEW SHOES TODAY", true)]
    [InlineData("LAST CHANCE", true)]
    [InlineData("THE iPHONE SALE IS ON", true)]
    [InlineData("СКИДКИ ТОЛЬКО СЕГОДНЯ", true)]
    [InlineData("Last chance!!!", true)]
    [InlineData("本日限り！！！", true)]
    [InlineData("Last chance!", false)]
    [InlineData("Really?! Yes!!", false)]
    [InlineData("FREE", false)]
    [InlineData("INVOICE", false)]
    [InlineData("RE: FYI", false)]
    [InlineData("NASA ESA JAXA", false)]
    [InlineData("Your NASA PDF from the ESA FTP server", false)]
    [InlineData("RE: INV-2026-000123 A1B2C3D4E5F6", false)]
    [InlineData("ご注文ありがとうございます", false)]
    [InlineData("شكرا لطلبك من متجرنا", false)]
    [InlineData("გმადლობთ შეკვეთისთვის", false)]
    [InlineData("Ваш заказ отправлен", false)]
    [InlineData("", false)]
    public void Shouting_is_capitals_in_words_or_marks_in_a_row(string subject, bool isShouting) =>
        Assert.Equal(isShouting, SubjectRules.IsShouting(subject));

    [Theory]
    [InlineData("Act now: 100% FREE", "", true)]
    [InlineData("You’ve won", "Click here to claim your prize", true)]
    [InlineData("Hello", "Dear friend, make money fast. No credit check. Click here", true)]
    [InlineData("FREE", "", false)]
    [InlineData("FREE", "Freedom, carefree; gluten-freebie", false)]
    [InlineData("Your free trial", "ends on Friday.", false)]
    [InlineData("Freedom of the press", "A winners' dinner at the casinos", false)]
    [InlineData("Guaranteed delivery", "Order now or click here to see the cheap ones", false)]
    public void Spam_words_take_several_phrases_of_whole_words(string subject, string body, bool areMany) =>
        Assert.Equal(areMany, SpamPhrases.AreMany(subject, body));
}
