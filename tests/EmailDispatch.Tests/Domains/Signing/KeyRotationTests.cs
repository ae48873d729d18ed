using System.Globalization;
using EmailDispatch.Domains.Signing;

namespace EmailDispatch.Tests.Domains.Signing;

/// <summary>The life of keys: which one signs, which waits, which is over.</summary>
public sealed class KeyRotationTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    [Theory]
    [InlineData("a=missing", "", "a=Pending")]
    [InlineData("a=there", "a", "a=Signing")]
    [InlineData("a=unknown", "", "a=Pending")]
    [InlineData("a=there;a=unknown", "a", "a=Signing")]
    [InlineData("a=there;a=missing", "", "a=Missing")]
    [InlineData("a=there;a=missing;a=unknown", "", "a=Missing")]
    [InlineData("a=there;a=missing;a=there", "a", "a=Signing")]
    [InlineData("a=there;a=there,b=missing", "a", "a=Signing,b=Pending")]
    [InlineData("a=there;a=there,b=unknown", "a", "a=Signing,b=Pending")]
    [InlineData("a=there;a=there,b=there", "b", "a=Replaced,b=Signing")]
    [InlineData("a=there;a=missing,b=there", "b", "a=Replaced,b=Signing")]
    [InlineData("a=there;a=there,b=there;a=there,b=missing", "a", "a=Signing,b=Missing")]
    [InlineData("a=there;a=there,b=there;a=there,b=missing;a=there,b=there", "b", "a=Replaced,b=Signing")]
    [InlineData("a=there;a=there,b=there;a=missing,b=missing", "", "a=Missing,b=Missing")]
    public void Key_signs_only_while_its_record_is_seen_and_the_newest_first(string checks, string signs, string states)
    {
        IReadOnlyList<OwnKey> keys = [];
        foreach (var check in checks.Split(';').Select(check => check.Split(',').Select(found => found.Split('=')).ToDictionary(found => found[0], found => found[1])))
        {
            keys = [.. keys, .. check.Keys.Except(keys.Select(key => key.Selector)).Select(selector => Key(selector))];
            keys = KeyRotation.Observe(keys, check.Where(found => found.Value != "unknown").ToDictionary(found => found.Key, found => found.Value == "there"), Start);
        }

        Assert.Equal(signs, string.Concat(KeyRotation.Signing(keys).Select(same => same.First().Selector)));
        Assert.Equal(states, string.Join(',', keys.Select(key => $"{key.Selector}={KeyRotation.StateOf(key, keys)}")));
    }

    [Fact]
    public void Algorithms_are_rotated_each_for_itself()
    {
        OwnKey[] keys = [Key("a"), Key("b", DkimAlgorithm.Ed25519), Key("c")];

        var observed = KeyRotation.Observe(keys, new Dictionary<string, bool> { ["a"] = true, ["b"] = true, ["c"] = true }, Start);

        Assert.Equal(["c", "b"], KeyRotation.Signing(observed).Select(same => same.First().Selector));
        Assert.Equal([OwnKeyState.Replaced, OwnKeyState.Signing, OwnKeyState.Signing], observed.Select(key => KeyRotation.StateOf(key, observed)));
    }

    [Theory]
    [InlineData(179, true, false)]
    [InlineData(180, true, true)]
    [InlineData(500, false, false)]
    public void Successor_is_due_when_the_newest_key_is_old_and_was_seen(int days, bool isPublished, bool isDue)
    {
        OwnKey[] keys = [Key("a") with { IsPublished = isPublished, PublishedAt = isPublished ? Start : null }];

        var due = KeyRotation.Due(keys, TimeSpan.FromDays(180), Start.AddDays(days));

        Assert.Equal(isDue ? [DkimAlgorithm.Rsa] : [], due);
    }

    [Fact]
    public void Key_that_waits_has_no_successor()
    {
        OwnKey[] keys = [Seen("a"), Key("b")];

        Assert.Empty(KeyRotation.Rotatable(keys));
        Assert.Empty(KeyRotation.Due(keys, Week, Start.AddYears(2)));
    }

    [Fact]
    public void Keys_of_a_domain_are_bounded()
    {
        var keys = Enumerable.Range(0, KeyRotation.MaxKeys).Select(n => Seen(n.ToString(CultureInfo.InvariantCulture))).ToList();

        Assert.Empty(KeyRotation.Rotatable(keys));
        Assert.Equal([DkimAlgorithm.Rsa], KeyRotation.Rotatable(keys[1..]));
    }

    [Fact]
    public void Replaced_key_is_over_after_the_overlap_and_not_before()
    {
        var keys = KeyRotation.Observe([Seen("a"), Key("b")], new Dictionary<string, bool> { ["b"] = true }, Start);

        var before = KeyRotation.Expired(keys, Week, Start + Week - TimeSpan.FromSeconds(1));
        var after = KeyRotation.Expired(keys, Week, Start + Week);
        var later = KeyRotation.Observe(keys, new Dictionary<string, bool>(), Start + Week);

        Assert.Empty(before);
        Assert.Equal(["a"], after.Select(key => key.Selector));
        Assert.Equal(Start, later[0].ReplacedAt);
    }

    /// <summary>Random histories, against what was last seen of each key.</summary>
    [Fact]
    public void No_history_signs_with_a_key_that_is_not_published_or_ends_one_that_signs()
    {
        var random = new Random(17);
        for (var history = 0; history < TestSize.Of("DKIM_HISTORIES", 300); history++)
        {
            var (now, made, last) = (Start, 0, new Dictionary<string, bool>());
            IReadOnlyList<OwnKey> keys = [Key("0")];
            for (var step = 0; step < 40; step++)
            {
                now += TimeSpan.FromHours(random.Next(1, 60));
                var found = keys.Where(_ => random.Next(4) > 0).ToDictionary(key => key.Selector, _ => random.Next(3) > 0);
                foreach (var (selector, isPublished) in found)
                    last[selector] = isPublished;

                keys = KeyRotation.Observe(keys, found, now);
                var over = KeyRotation.Expired(keys, Week, now);
                var signing = KeyRotation.Signing(keys).SingleOrDefault()?.First();

                Assert.Equal(keys.LastOrDefault(key => last.GetValueOrDefault(key.Selector)), signing);
                Assert.DoesNotContain(signing, over);
                Assert.All(over, key => Assert.Contains(keys.SkipWhile(other => other != key).Skip(1), newer => newer.IsPublished));

                keys = [.. keys.Except(over)];
                Assert.InRange(keys.Count, 1, KeyRotation.MaxKeys);
                if (random.Next(3) == 0 && KeyRotation.Rotatable(keys).Count > 0)
                    keys = [.. keys, Key($"{++made}") with { CreatedAt = now }];
            }
        }
    }

    private static OwnKey Seen(string selector) => Key(selector) with { IsPublished = true, PublishedAt = Start };

    private static OwnKey Key(string selector, DkimAlgorithm algorithm = DkimAlgorithm.Rsa) => new() { Selector = selector, Algorithm = algorithm, PublicKey = "", CreatedAt = Start };
}
