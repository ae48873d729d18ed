using System.Globalization;
using Azure.Data.Tables;

namespace EmailDispatch.EndToEnd.Packages;

public sealed class TablesTypesTests(Azurite azurite) : TableTest(azurite)
{
    private static readonly DateTimeOffset At = new(2026, 2, 28, 23, 59, 59, 999, TimeSpan.FromHours(-7));

    [Fact]
    public async Task Model_of_all_types_comes_back_as_it_was_written()
    {
        var letter = FullLetter();

        await Table.AddEntityAsync(letter, Cancellation);
        var read = (await Table.GetEntityAsync<Letter>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal(letter.Text, read.Text);
        Assert.Equal((letter.Number, letter.MaybeNumber), (read.Number, read.MaybeNumber));
        Assert.Equal((letter.Large, letter.MaybeLarge), (read.Large, read.MaybeLarge));
        Assert.Equal((letter.Ratio, letter.MaybeRatio), (read.Ratio, read.MaybeRatio));
        Assert.Equal((letter.Flag, letter.MaybeFlag), (read.Flag, read.MaybeFlag));
        Assert.Equal((letter.At, letter.MaybeAt), (read.At, read.MaybeAt));
        Assert.Equal((letter.Utc, letter.MaybeUtc), (read.Utc, read.MaybeUtc));
        Assert.Equal(DateTimeKind.Utc, read.Utc.Kind);
        Assert.Equal((letter.Id, letter.MaybeId), (read.Id, read.MaybeId));
        Assert.Equal(letter.Bytes, read.Bytes);
        Assert.Equal(letter.Data!.ToArray(), read.Data!.ToArray());
        Assert.Equal((letter.Day, letter.MaybeDay), (read.Day, read.MaybeDay));
        Assert.Equal((letter.Renamed, letter.Late, letter.Inner), (read.Renamed, read.Late, read.Inner));
    }

    [Fact]
    public async Task Model_with_nulls_comes_back_with_nulls()
    {
        await Table.AddEntityAsync(new Letter { PartitionKey = "p", RowKey = "r" }, Cancellation);

        var read = (await Table.GetEntityAsync<Letter>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Null(read.Text);
        Assert.Equal((null, null, null, null), (read.MaybeNumber, read.MaybeLarge, read.MaybeRatio, read.MaybeFlag));
        Assert.Equal((null, null, null, null), (read.MaybeAt, read.MaybeUtc, read.MaybeId, read.MaybeDay));
        Assert.Null(read.Bytes);
        Assert.Null(read.Data);
    }

    [Fact]
    public async Task Model_is_stored_under_its_data_member_names_without_what_is_ignored()
    {
        await Table.AddEntityAsync(FullLetter(), Cancellation);

        var row = (await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal("renamed", row.GetString("wire_name"));
        Assert.False(row.ContainsKey("Renamed"));
        Assert.False(row.ContainsKey("Ignored"));
        Assert.Equal("text/-5", row.GetString("Computed"));
        Assert.Equal("Friday", row.GetString("Day"));
    }

    [Fact]
    public async Task Dictionary_entity_keeps_the_types_of_its_values()
    {
        var id = Guid.NewGuid();
        var entity = new TableEntity("p", "r")
        {
            ["Text"] = "text",
            ["Number"] = int.MinValue,
            ["Large"] = long.MaxValue,
            ["Ratio"] = 0.1,
            ["Whole"] = 5.0,
            ["Flag"] = true,
            ["At"] = At,
            ["Utc"] = At.UtcDateTime,
            ["Id"] = id,
            ["Bytes"] = new byte[] { 0, 255, 7 },
            ["Data"] = BinaryData.FromString("data"),
        };

        await Table.AddEntityAsync(entity, Cancellation);
        var row = (await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal("text", row.GetString("Text"));
        Assert.Equal(int.MinValue, row.GetInt32("Number"));
        Assert.Equal(long.MaxValue, row.GetInt64("Large"));
        Assert.Equal((0.1, 5.0), (row.GetDouble("Ratio"), row.GetDouble("Whole")));
        Assert.True(row.GetBoolean("Flag"));
        Assert.Equal(At, row.GetDateTimeOffset("At"));
        Assert.Equal(At.UtcDateTime, row.GetDateTime("Utc"));
        Assert.Equal(DateTimeKind.Utc, row.GetDateTime("Utc")!.Value.Kind);
        Assert.Equal(id, row.GetGuid("Id"));
        Assert.Equal([0, 255, 7], row.GetBinary("Bytes"));
        Assert.Equal("data", row.GetBinaryData("Data").ToString());
        Assert.Equal(["At", "Bytes", "Data", "Flag", "Id", "Large", "Number", "Ratio", "Text", "Utc", "Whole"], Own(row));
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(-0.5)]
    [InlineData(1e21)]
    [InlineData(double.MaxValue)]
    [InlineData(double.Epsilon)]
    [InlineData(123456789012.0)]
    public async Task Double_stays_a_double(double value)
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Ratio"] = value }, Cancellation);

        var row = (await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal(value, row.GetDouble("Ratio"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("line\r\nline\ttab \"quoted\" \\ back <b>&amp;</b> {json:[1]}")]
    [InlineData("\u0001\u001f\u007f\u2028")]
    [InlineData("日本語 العربية 😀 é")]
    [InlineData("2026-01-01T00:00:00Z")]
    [InlineData("12345678901234567890")]
    public async Task Text_comes_back_unchanged(string text)
    {
        await Table.AddEntityAsync(new TableEntity("p", "r") { ["Text"] = text }, Cancellation);

        var row = (await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal(text, row.GetString("Text"));
    }

    [Theory]
    [InlineData("2026-01-02T03:04:05.1234567Z")]
    [InlineData("1601-01-01T00:00:00Z")]
    [InlineData("9999-12-31T23:59:59.9999999Z")]
    public async Task Time_is_exact_to_the_tick(string text)
    {
        var time = DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

        await Table.AddEntityAsync(new TableEntity("p", "r") { ["At"] = time }, Cancellation);
        var row = (await Table.GetEntityAsync<TableEntity>("p", "r", cancellationToken: Cancellation)).Value;

        Assert.Equal(time, row.GetDateTimeOffset("At"));
    }

    [Fact]
    public async Task DateTime_that_is_not_utc_is_refused()
    {
        var local = new TableEntity("p", "r") { ["At"] = new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Unspecified) };

        await Assert.ThrowsAsync<NotSupportedException>(() => Table.AddEntityAsync(local, Cancellation));
    }

    [Fact]
    public void Getter_of_another_type_throws()
    {
        var entity = new TableEntity { ["Text"] = "5" };

        Assert.Throws<InvalidOperationException>(() => entity.GetInt32("Text"));
        Assert.Null(entity.GetInt32("None"));
        Assert.Null(entity["None"]);
    }

    [Fact]
    public void Int_assigned_over_a_long_or_double_keeps_the_wider_type()
    {
        var entity = new TableEntity { ["Large"] = 1L, ["Ratio"] = 1.5 };

        entity["Large"] = 2;
        entity["Ratio"] = 2;

        Assert.Equal(2L, entity["Large"]);
        Assert.Equal(2.0, entity["Ratio"]);
    }

    [Fact]
    public void Dictionary_entity_copies_the_values_it_is_made_from()
    {
        var values = new Dictionary<string, object> { ["PartitionKey"] = "p", ["RowKey"] = "r", ["A"] = 1 };

        var entity = new TableEntity(values);
        values["A"] = 2;

        Assert.Equal(("p", "r", 1), (entity.PartitionKey, entity.RowKey, entity.GetInt32("A")));
        Assert.Equal(3, entity.Count);
    }

    private static Letter FullLetter() => new Letter
    {
        PartitionKey = "p",
        RowKey = "r",
        Text = "text",
        Number = -5,
        MaybeNumber = int.MaxValue,
        Large = long.MinValue,
        MaybeLarge = 5,
        Ratio = 5,
        MaybeRatio = -1.5e-7,
        Flag = true,
        MaybeFlag = false,
        At = At,
        MaybeAt = At.AddTicks(1),
        Utc = At.UtcDateTime,
        MaybeUtc = At.UtcDateTime.AddDays(1),
        Id = Guid.NewGuid(),
        MaybeId = Guid.Empty,
        Bytes = [1, 2, 3],
        Data = BinaryData.FromString("data"),
        Day = DayOfWeek.Friday,
        MaybeDay = DayOfWeek.Monday,
        Renamed = "renamed",
        Ignored = "ignored",
        Late = "late",
    }.WithInner("inner");

    private static IEnumerable<string> Own(TableEntity row) =>
        row.Keys.Except(["PartitionKey", "RowKey", "Timestamp", "ETag", "odata.etag"]).Order(StringComparer.Ordinal);
}
