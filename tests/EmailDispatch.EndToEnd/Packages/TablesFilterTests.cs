using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesFilterTests(Azurite azurite) : TableTest(azurite)
{
    private static readonly Guid Id = new("0196f0c0-1234-7000-8000-0123456789ab");
    private static readonly DateTimeOffset At = new DateTimeOffset(2026, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)).AddTicks(1234567);

    public static TheoryData<FormattableString, string> Literals => new()
    {
        { $"A eq {"it's"}", "A eq 'it''s'" },
        { $"A eq {"日本"}", "A eq '日本'" },
        { $"A eq {'\''}", "A eq ''''" },
        { $"A eq {5}", "A eq 5" },
        { $"A eq {5L}", "A eq 5L" },
        { $"A eq {-1.5}", "A eq -1.5" },
        { $"A eq {true} and B eq {false}", "A eq true and B eq false" },
        { $"A eq {Id}", "A eq guid'0196f0c0-1234-7000-8000-0123456789ab'" },
        { $"A ge {At}", "A ge datetime'2026-03-04T03:06:07.1234567Z'" },
        { $"A ge {At.UtcDateTime}", "A ge datetime'2026-03-04T03:06:07.1234567Z'" },
        { $"A ge {new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)}", "A ge datetime'2026-01-01T00:00:00Z'" },
    };

    [Theory]
    [MemberData(nameof(Literals))]
    public void CreateQueryFilter_writes_each_value_as_a_literal(FormattableString filter, string expected)
    {
        Assert.Equal(expected, TableClient.CreateQueryFilter(filter));
        Assert.Equal(expected, TableServiceClient.CreateQueryFilter(filter));
    }

    [Fact]
    public void CreateQueryFilter_refuses_what_has_no_literal()
    {
        Assert.Throws<ArgumentException>(() => TableClient.CreateQueryFilter($"A eq {new Uri("https://example.test")}"));
    }

    [Fact]
    public async Task Filter_on_each_type_finds_the_one_row()
    {
        await Table.AddEntityAsync(new TableEntity("p", "other") { ["Text"] = "its", ["Large"] = 1L, ["Number"] = 1, ["Flag"] = false }, Cancellation);
        await Table.AddEntityAsync(
            new TableEntity("p", "it's 日本")
            {
                ["Text"] = "it's \"日本\" & more",
                ["Number"] = 7,
                ["Large"] = long.MaxValue,
                ["Ratio"] = 1.5,
                ["Flag"] = true,
                ["Id"] = Id,
                ["At"] = At,
            },
            Cancellation);
        string[] filters =
        [
            TableClient.CreateQueryFilter($"RowKey eq {"it's 日本"}"),
            TableClient.CreateQueryFilter($"Text eq {"it's \"日本\" & more"}"),
            TableClient.CreateQueryFilter($"Number eq {7}"),
            TableClient.CreateQueryFilter($"Large eq {long.MaxValue}"),
            TableClient.CreateQueryFilter($"Large gt {long.MaxValue - 1}"),
            TableClient.CreateQueryFilter($"Ratio ge {1.5}"),
            TableClient.CreateQueryFilter($"Flag eq {true}"),
            TableClient.CreateQueryFilter($"Id eq {Id}"),
            TableClient.CreateQueryFilter($"At ge {At} and At lt {At.AddSeconds(1)}"),
            TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and not (RowKey eq {"other"})"),
        ];

        foreach (var filter in filters)
        {
            var found = await Table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation).Select(e => e.RowKey).ToListAsync(Cancellation);

            Assert.True(found is ["it's 日本"], $"{filter}: {string.Join(',', found)}");
        }
    }

    [Fact]
    public async Task Filter_by_key_range_is_ordered_and_half_open()
    {
        foreach (var row in (string[])["d", "b", "a", "c"])
            await Table.AddEntityAsync(new TableEntity("p", row), Cancellation);

        var filter = TableClient.CreateQueryFilter($"PartitionKey eq {"p"} and RowKey ge {"b"} and RowKey lt {"d"}");
        var found = await Table.QueryAsync<TableEntity>(filter, cancellationToken: Cancellation).Select(e => e.RowKey).ToListAsync(Cancellation);

        Assert.Equal(["b", "c"], found);
    }

    [Fact]
    public async Task Filter_that_is_no_filter_is_400()
    {
        var failure = await Assert.ThrowsAsync<Azure.RequestFailedException>(
            async () => await Table.QueryAsync<TableEntity>("this is no filter", cancellationToken: Cancellation).ToListAsync(Cancellation));

        Assert.Equal(400, failure.Status);
    }
}
