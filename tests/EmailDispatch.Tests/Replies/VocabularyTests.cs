using EmailDispatch.Replies;
using EmailDispatch.Smtp;

namespace EmailDispatch.Tests.Replies;

public sealed class VocabularyTests
{
    [Fact]
    public void Words_are_written_as_the_normaliser_writes()
    {
        // What stands for an address, and marks at the ends of words, are the normaliser's own.
        var words = Vocabulary.All.Where(w => !w.Contains('@') && !w.Contains('#'));

        // A capital, an accent or a comma could never match.
        Assert.All(words, word => Assert.Equal($" x{word}x ", ReplyNormaliser.Normalise(new SmtpReply(550, $"x{word}x")).Text));
    }

    [Theory]
    // Whoever's address does not exist: the recipient must not be suppressed for the sender's.
    [InlineData("La dirección del remitente no existe")]
    [InlineData("L'adresse de l'expéditeur est inconnue")]
    [InlineData("Adres nadawcy nie istnieje")]
    [InlineData("Adresa odesílatele neexistuje")]
    [InlineData("Het adres van de afzender is onbekend")]
    [InlineData("Gönderen adresi bulunamadı")]
    [InlineData("A feladó címe ismeretlen")]
    [InlineData("발신자 주소가 존재하지 않습니다")]
    public void Sender_is_told_from_recipient_in_other_languages(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.Equal((FailureCategory.SenderNotAllowed, NextStep.NextProvider, false), (result.Category, result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("Onbekende gebruiker")]
    [InlineData("Mottagaren finns inte")]
    [InlineData("Taki użytkownik nie istnieje")]
    [InlineData("Schránka neexistuje")]
    [InlineData("Ismeretlen címzett")]
    [InlineData("Alıcı bulunamadı")]
    [InlineData("Vastaanottajaa ei löydy")]
    [InlineData("Utilizator necunoscut")]
    [InlineData("사용자를 찾을 수 없습니다")]
    public void Unknown_recipient_bounces_in_other_languages(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.Equal((FailureCategory.RecipientUnknown, NextStep.BounceRecipient), (result.Category, result.Next));
    }

    [Theory]
    // A negation and a word near it, whatever stands between them.
    [InlineData("The sender is at the moment not yet permitted")]
    [InlineData("O remetente ainda não foi autorizado")]
    [InlineData("Der Absender ist noch nicht dafür freigegeben")]
    [InlineData("Отправитель пока не был подтверждён")]
    [InlineData("发件人尚未经过授权")]
    public void Negated_permission_is_a_refusal(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.FinalDot, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.Equal((FailureCategory.SenderNotAllowed, NextStep.NextProvider, false), (result.Category, result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("L'adresse n'a pas encore été trouvée")]
    [InlineData("No se ha encontrado el buzón")]
    [InlineData("L'indirizzo non è stato trovato")]
    [InlineData("Leider nicht zustellbar")]
    public void Negated_existence_bounces_and_suppresses_nobody(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.Equal((NextStep.BounceRecipient, false), (result.Next, result.Suppress));
    }

    [Theory]
    [InlineData("Only relaying for internal users")]
    [InlineData("Sie dürfen hier nicht an fremde Adressen senden")]
    [InlineData("5.1.2 Relaying refused")]
    [InlineData("Local users only")]
    [InlineData("Address of an outside relay")]
    [InlineData("Forwarding from that IP to the mailbox: no")]
    public void Refusal_that_speaks_of_our_side_bounces_nobody(string text)
    {
        var result = Noon.Classifier.Classify(new Failure(SmtpPhase.RcptTo, new SmtpReply(550, text)) { OneRecipient = true });

        Assert.NotEqual(NextStep.BounceRecipient, result.Next);
        Assert.False(result.Suppress);
    }
}
