using EmailDispatch.Replies;

namespace EmailDispatch.Tests.Replies;

public sealed class HiddenAddressesTests
{
    [Theory]
    [InlineData("5.1.1 <hidden@x.test>: no such user", "5.1.1 <(bcc)>: no such user")]
    [InlineData("5.1.1 HIDDEN@X.TEST unknown", "5.1.1 (bcc) unknown")]
    [InlineData("User hidden@x.test and user hidden@x.test", "User (bcc) and user (bcc)")]
    [InlineData("5.1.1 rfc822;hidden%40x.test", "5.1.1 rfc822;(bcc)")]
    [InlineData("550 hidden: no such user", "550 (bcc): no such user")]
    [InlineData("550 No such user: hidden.", "550 No such user: (bcc).")]
    [InlineData("550 No such user <hidden@x", "550 No such user <(bcc)")]
    [InlineData("550 <ab@x.test> and a lab", "550 <(bcc)> and a lab")]
    [InlineData("550 <hidden@y.test>, <not-hidden@y.test>, unhidden", "550 <hidden@y.test>, <not-hidden@y.test>, unhidden")]
    [InlineData("hidden: no such user", "(bcc): no such user")]
    [InlineData("550 bob: no such user", "550 (bcc): no such user")]
    [InlineData("550 hid: no such user", "550 hid: no such user")]
    [InlineData("550 No such user <hid", "550 No such user <(bcc)")]
    [InlineData("550 my_hidden, my.hidden, my+hidden, my-hidden", "550 my_hidden, my.hidden, my+hidden, my-hidden")]
    [InlineData("550 hidden_a, hidden+a, hidden-a", "550 hidden_a, hidden+a, hidden-a")]
    [InlineData("550 5.1.1 no such user", "550 5.1.1 no such user")]
    public void Address_is_cut_in_the_forms_that_servers_quote(string reply, string shown)
    {
        var hidden = new HiddenAddresses(["hidden@x.test", "ab@x.test", "bob@x.test"]);

        Assert.Equal(shown, hidden.CutFrom(reply));
    }

    [Fact]
    public void Without_addresses_or_text_nothing_changes()
    {
        Assert.Equal("a@x.test", new HiddenAddresses([]).CutFrom("a@x.test"));
        Assert.Null(new HiddenAddresses(["a@x.test"]).CutFrom(null));
    }
}
