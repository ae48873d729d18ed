using EmailDispatch.Emails;
using EmailDispatch.Naming;
using EmailDispatch.Status;

namespace EmailDispatch.Tests.Status;

public sealed class EmailRowEntityTests
{
    [Fact]
    public void Row_is_read_back_as_it_was_written()
    {
        var row = NewRow() with
        {
            Tags = [new Tag("flow", "signup")],
            ReplyTo = ["help@example.com"],
            OriginalTo = ["meant@example.com"],
            Recipients = [new Recipient("b@example.com", RecipientKind.To, EmailStatus.Queued) { Name = "Б" }, new Recipient("c@example.com", RecipientKind.Bcc, EmailStatus.Bounced) { Reply = "550 5.1.1 <no>" }],
            Size = 5_000_000_000,
            Advice = [Advice.HtmlOnly, Advice.ManyLinks],
            ScheduledAt = new DateTimeOffset(2026, 3, 10, 9, 0, 0, 123, TimeSpan.Zero),
            TriedSince = new DateTimeOffset(2026, 3, 10, 10, 0, 0, TimeSpan.Zero),
            Errors = [new FieldError("to[0]", "must be \"x\"")],
        };

        var read = EmailRowEntity.FromEntity(EmailRowEntity.ToEntity(row));

        Assert.Equivalent(row with { Stored = row.Recipients }, read);
    }

    [Fact]
    public void Partition_is_the_hour_counted_down()
    {
        var earlier = EmailRowEntity.ToEntity(NewRow("2026-03-04T05:59:59.999Z"));
        var later = EmailRowEntity.ToEntity(NewRow("2026-03-04T06:00:00.000Z"));

        Assert.True(string.CompareOrdinal(later.PartitionKey, earlier.PartitionKey) < 0);
        Assert.StartsWith("default|", later.PartitionKey, StringComparison.Ordinal);
    }

    [Fact]
    public void Outcome_holds_only_what_an_attempt_changes()
    {
        var outcome = EmailRowEntity.ToOutcome(NewRow() with { Status = EmailStatus.Sent });

        Assert.Equal(
            ["Attempt", "Attempts", "PartitionKey", "Recipients", "RowKey", "Skipped", "Status"],
            outcome.Keys.Except(["odata.etag", "Timestamp"]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Skipped_providers_are_kept_until_the_next_pass_or_the_end()
    {
        var until = new DateTimeOffset(2026, 3, 10, 9, 0, 0, TimeSpan.Zero);
        var many = Enumerable.Range(0, 100).Select(n => new SkippedProvider($"{n:D64}", "from_domain", new string('"', 5_000), until)).ToList();
        var row = NewRow() with { Status = EmailStatus.Deferred, Skipped = many };
        var entity = Merge(EmailRowEntity.ToEntity(row), EmailRowEntity.ToOutcome(row));

        var deferred = EmailRowEntity.FromEntity(entity);
        var cleared = EmailRowEntity.FromEntity(Merge(new(entity), EmailRowEntity.ToOutcome(row with { Skipped = [] })));

        Assert.Equal(many.Take(20).Select(s => s with { Explanation = s.Explanation[..200] }), deferred.Skipped);
        Assert.InRange(entity.GetString("Skipped").Length, 1, 12_000);
        Assert.Empty(cleared.Skipped);
        Assert.All((EmailStatus[])[EmailStatus.Sent, EmailStatus.Queued, EmailStatus.Sending], status =>
        {
            entity["Status"] = status.ToName();
            Assert.Empty(EmailRowEntity.FromEntity(entity).Skipped);
        });
    }

    [Fact]
    public void Fifty_recipients_and_a_day_of_attempts_fit_the_entity()
    {
        var reply = new string('x', 500);
        var row = NewRow() with
        {
            Recipients = [.. Enumerable.Range(0, 50).Select(i => new Recipient($"{i:D60}@example.com", RecipientKind.To, EmailStatus.Deferred) { Name = new string('n', 60), Reply = $"450 {reply}" })],
            Attempts = [.. Enumerable.Range(1, 100).Select(i => NewAttempt(i, reply))],
        };

        var entity = EmailRowEntity.ToOutcome(row);
        var read = EmailRowEntity.FromEntity(Merge(EmailRowEntity.ToEntity(row), entity));

        Assert.InRange(entity.GetString("Recipients").Length, 1, 32_768);
        Assert.InRange(entity.GetString("Attempts").Length, 1, 32_768);
        Assert.Equal([.. Enumerable.Range(1, 5), .. Enumerable.Range(56, 45)], read.Attempts.Select(a => a.Number));
        Assert.Equal([new AttemptTally("primary", AttemptOutcome.Deferred, Category: null, Count: 50, Failovers: 0)], read.OmittedAttempts);
        Assert.Null(read.Attempts[0].Reply);
        Assert.Equal(reply, read.Attempts[^1].Reply);
        Assert.Equal(50, read.Recipients.Count);
    }

    [Fact]
    public void Thousands_of_errors_are_cut_to_what_fits()
    {
        var row = NewRow() with { Status = EmailStatus.Rejected, Errors = [.. Enumerable.Range(0, 5_000).Select(i => new FieldError(new string('\u0001', 1_000), $"{i}"))] };

        var entity = EmailRowEntity.ToEntity(row);
        var read = EmailRowEntity.FromEntity(entity);

        Assert.InRange(entity.GetString("Errors").Length, 10_000, 32_768);
        Assert.Equal("0", read.Errors[0].Message);
        Assert.Equal($"has {5_000 - (read.Errors.Count - 1)} more faults", read.Errors[^1].Message);
    }

    private static Azure.Data.Tables.TableEntity Merge(Azure.Data.Tables.TableEntity row, Azure.Data.Tables.TableEntity change)
    {
        foreach (var (name, value) in change)
            row[name] = value;
        return row;
    }

    private static Attempt NewAttempt(int number, string reply) => new()
    {
        Number = number,
        Provider = "primary",
        At = DateTimeOffset.UnixEpoch,
        Milliseconds = 12,
        Outcome = AttemptOutcome.Deferred,
        Phase = "rcpt_to",
        Code = 450,
        EnhancedCode = "4.2.1",
        Reply = reply,
    };

    private static EmailRow NewRow(string acceptedAt = "2026-03-04T05:06:07.089Z") => new()
    {
        Id = EmailId.New(ManualTime.At(acceptedAt)),
        Tenant = "default",
        Status = EmailStatus.Queued,
        From = "a@example.com",
        Subject = "s",
        Recipients = [new Recipient("b@example.com", RecipientKind.To, EmailStatus.Queued)],
    };
}
