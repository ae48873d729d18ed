using System.Globalization;
using System.Text;

namespace EmailDispatch.EndToEnd.Samples;

public sealed class AddressCaseTests
{
    [Fact]
    public void Each_address_stands_once_with_its_reason()
    {
        var addresses = AddressCase.All.Select(row => row.Address).ToList();

        Assert.True(addresses.Count >= 80);
        Assert.Equal(addresses.Count, addresses.Distinct(StringComparer.Ordinal).Count());
        Assert.All(AddressCase.All, row => Assert.NotEmpty(row.Why));
    }

    [Fact]
    public void No_valid_address_exceeds_the_limits_of_smtp()
    {
        Assert.All(AddressCase.All.Where(row => row.Valid), row =>
        {
            var address = Mailbox.Parse(row.Address.Trim()).Address;
            var at = address.LastIndexOf('@');

            Assert.InRange(Encoding.UTF8.GetByteCount(address[..at]), 1, 64);
            Assert.InRange(Encoding.UTF8.GetByteCount(address), 3, 254);
            Assert.All(address[(at + 1)..].Split('.'), label => Assert.InRange(label.Length, 1, 63));
        });
    }

    [Fact]
    public void Limits_are_tried_on_both_sides()
    {
        var lengths = AddressCase.All.Where(row => row.Address.IsNormalized() && row.Address.All(char.IsAscii))
            .Select(row => (row.Valid, row.Address.Length, Local: row.Address.IndexOf('@')))
            .ToList();

        Assert.Contains(lengths, row => row is { Valid: true, Local: 64 });
        Assert.Contains(lengths, row => row is { Valid: false, Local: 65 });
        Assert.Contains(lengths, row => row is { Valid: true, Length: 254 });
        Assert.Contains(lengths, row => row is { Valid: false, Length: 255 });
        Assert.Throws<ArgumentException>(() => new IdnMapping().GetAscii($"ü{new string('a', 59)}.test"));
    }
}
